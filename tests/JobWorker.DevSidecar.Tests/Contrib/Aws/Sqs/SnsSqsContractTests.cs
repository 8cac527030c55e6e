using System.Collections.Concurrent;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws;
using JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;
using JobWorker.DevSidecar.Tests.Components;
using JobWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

[Collection(SqsGroup.Name)]
public sealed class TopicsOfSns(SqsFixture sqs) : PubSubContract
{
    private protected override async Task<IPubSub> CreateAsync()
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["region"] = "us-east-1",
            ["endpoint"] = sqs.Emulator.Address,
            ["accessKey"] = "test",
            ["secretKey"] = "test",
            ["consumerID"] = SqsFixture.NewName("contract"),
            ["messageWaitTimeSeconds"] = "1",
        };
        var spec = new ComponentSpec("topics", "pubsub.aws.snssqs", "v1", fields, "test.yaml:1");
        var context = new ComponentContext("app", null, TimeProvider.System, NullLoggerFactory.Instance);
        var aws = new AwsClient(AwsSettings.From(spec), TimeProvider.System);

        return new Patient((IPubSub)await SnsSqsPubSub.CreateAsync(spec, context, default), aws);
    }

    /// <summary>Publishes once the subscriptions stand: SNS keeps nothing for those that come later.</summary>
    private sealed class Patient(IPubSub inner, AwsClient aws) : IPubSub
    {
        private readonly SnsApi _sns = new(aws, TimeSpan.FromSeconds(5));
        private readonly ConcurrentBag<string> _topics = [];

        public async Task PublishAsync(
            string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel)
        {
            foreach (var waited in _topics)
            {
                await Until.IsAsync($"a subscription of {waited}", TimeSpan.FromSeconds(10), () => IsSubscribedAsync(waited));
            }

            await inner.PublishAsync(topic, data, metadata, cancel);
        }

        public Task SubscribeAsync(
            string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel)
        {
            _topics.Add(topic);

            return inner.SubscribeAsync(topic, metadata, handler, cancel);
        }

        public async ValueTask DisposeAsync()
        {
            aws.Dispose();
            await inner.DisposeAsync();
        }

        private async Task<string?> IsSubscribedAsync(string topic)
        {
            try
            {
                return await _sns.IsSubscribedAsync($"arn:aws:sns:us-east-1:000000000000:{topic}", default) ? topic : null;
            }
            catch (AwsException)
            {
                return null;
            }
        }
    }
}
