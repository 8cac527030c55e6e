using System.Collections.Concurrent;
using System.Text;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary><c>pubsub.aws.snssqs</c>: a topic is an SNS topic, a subscriber is one SQS queue for all its topics.</summary>
internal sealed class SnsSqsPubSub : IPubSub
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly string _name;
    private readonly SnsSqsSettings _settings;
    private readonly AwsClient _aws;
    private readonly SnsApi _sns;
    private readonly SnsSqsEntities _entities;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ReceiveErrors _errors;
    private readonly ConcurrentDictionary<string, TopicHandler> _handlers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);
    private (Task Task, CancellationTokenSource Stop)? _poller;

    private SnsSqsPubSub(string name, SnsSqsSettings settings, AwsClient aws, string account, ComponentContext context)
    {
        (_name, _settings, _aws, _clock, _errors) = (name, settings, aws, context.Clock, context.ReceiveErrors);
        _logger = context.Logs.CreateLogger<SnsSqsPubSub>();
        _sns = new SnsApi(aws, AnswerLimit);
        _entities = new SnsSqsEntities(settings, aws, account);
    }

    /// <summary>Reads the settings and, where <c>accountID</c> is not among them, asks STS whose keys these are.</summary>
    /// <exception cref="ComponentException">A field cannot work, or STS does not answer.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var settings = SnsSqsSettings.From(spec, context.AppId);
        var aws = new AwsClient(AwsSettings.From(spec), context.Clock);
        try
        {
            var account = settings.Account.Length > 0
                ? settings.Account
                : await new SnsApi(aws, settings.ManagementLimit).AccountAsync(cancel);

            return new SnsSqsPubSub(spec.Name, settings, aws, account, context);
        }
        catch (AwsException e)
        {
            aws.Dispose();
            throw new ComponentException(e.Message, e);
        }
    }

    /// <exception cref="AwsException">SNS refuses it.</exception>
    /// <exception cref="DecoderFallbackException">It is no UTF-8: SNS carries text alone.</exception>
    public async Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel)
    {
        var text = Strict.GetString(data.Span);
        var arn = await _entities.TopicAsync(topic, cancel);
        try
        {
            await _sns.PublishAsync(arn, text, _settings.Fifo ? _settings.MessageGroup : null, cancel);
        }
        catch (AwsException e) when (e.Code == SnsApi.NoTopic)
        {
            _entities.Forget(topic);
            throw;
        }
    }

    public async Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel)
    {
        var queue = await ConnectAsync(topic, cancel);
        var (name, taker) = (AwsName.Of(topic, _settings.Fifo), new TopicHandler(topic, handler));
        await JoinAsync(name, taker, queue, cancel);
        _logger.TopicConnected(_name, topic, queue.Name);
        await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveAsync(name);
        await taker.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _handlers.Keys)
        {
            await LeaveAsync(name);
        }

        _entities.Dispose();
        _aws.Dispose();
        _gate.Dispose();
    }

    /// <summary>Tries again, less and less often, until it works.</summary>
    private async Task<SqsQueue> ConnectAsync(string topic, CancellationToken cancel)
    {
        var (source, backOff) = ($"{_name}, topic {topic}", new BackOff(_clock));
        try
        {
            while (true)
            {
                try
                {
                    return await _entities.ConnectAsync(topic, cancel);
                }
                catch (AwsException e)
                {
                    _errors.Failed(source, e.Message);
                    _logger.ConnectFailed(_name, topic, backOff.Next, e.Message);
                    await backOff.PauseAsync(cancel);
                    cancel.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            _errors.Over(source);
        }
    }

    private async Task ReconnectAsync(CancellationToken cancel)
    {
        foreach (var handler in _handlers.Values)
        {
            await _entities.ConnectAsync(handler.Topic, cancel);
        }
    }

    /// <summary>Adds a topic; the first starts the poller.</summary>
    private async Task JoinAsync(string name, TopicHandler handler, SqsQueue queue, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            _handlers[name] = handler;
            if (_poller is null)
            {
                var stop = new CancellationTokenSource();
                var poller = new SnsSqsPoller(
                    _name, _settings, queue, new SqsApi(_aws, AnswerLimit), _handlers, _clock, _logger, _errors);
                _poller = (poller.RunAsync(ReconnectAsync, stop.Token), stop);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Removes a topic; the last ends the poller, once the handlers in flight have ended.</summary>
    private async Task LeaveAsync(string name)
    {
        await _gate.WaitAsync();
        try
        {
            _handlers.TryRemove(name, out _);
            if (_handlers.IsEmpty && _poller is { } poller)
            {
                _poller = null;
                await poller.Stop.CancelAsync();
                await poller.Task;
                poller.Stop.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
