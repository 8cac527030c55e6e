using System.Text;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs;

/// <summary><c>bindings.aws.sqs</c>: hands on the bodies of a queue one after the other, and sends to it.</summary>
/// <remarks>What failed stays for as long as the queue's own visibility timeout says. The queue must exist.</remarks>
internal sealed class SqsBinding(
    string name, string queue, AwsClient aws, TimeProvider clock, ILogger logger, ReceiveErrors errors)
    : IInputBinding, IOutputBinding
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly SqsApi _sqs = new(aws, AnswerLimit);

    /// <exception cref="ComponentException">A field is missing or malformed.</exception>
    public static Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var queue = spec.Get("queueName") is { Length: > 0 } given
            ? given
            : throw new ComponentException("queueName: must be given.");
        var aws = new AwsClient(AwsSettings.From(spec), context.Clock);

        return Task.FromResult<object>(new SqsBinding(
            spec.Name, queue, aws, context.Clock, context.Logs.CreateLogger<SqsBinding>(), context.ReceiveErrors));
    }

    public async Task ReadAsync(BindingHandler handler, CancellationToken cancel)
    {
        var backOff = new BackOff(clock);
        for (var works = true; !cancel.IsCancellationRequested;)
        {
            try
            {
                await ReadOnceAsync(handler, cancel);
                if (!works)
                {
                    logger.ReceivingAgain(name, queue);
                }

                works = true;
                errors.Over(name);
                backOff.Reset();
                await Task.Delay(Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (AwsException e)
            {
                works = false;
                errors.Failed(name, e.Message);
                logger.ReceiveFailed(name, queue, backOff.Next, e.Message);
                await backOff.PauseAsync(cancel);
            }
            finally
            {
                if (cancel.IsCancellationRequested)
                {
                    errors.Over(name);
                }
            }
        }
    }

    /// <exception cref="BindingException">It is not <c>create</c>, or SQS refuses it.</exception>
    public async Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel)
    {
        if (request.Operation != "create")
        {
            throw new BindingException(
                $"binding {name} does not support operation {request.Operation}. supported operations:create", Nothing);
        }

        try
        {
            var url = await _sqs.FindAsync(queue, account: null, cancel);
            await _sqs.SendAsync(url, Encoding.UTF8.GetString(request.Data.Span), cancel);

            return null;
        }
        catch (AwsException e)
        {
            throw new BindingException(e.Message, Nothing, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        aws.Dispose();

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// The queue is looked up every time: one that was made anew since has the same name and perhaps another URL.
    /// </summary>
    private async Task ReadOnceAsync(BindingHandler handler, CancellationToken cancel)
    {
        var url = await _sqs.FindAsync(queue, account: null, cancel);
        foreach (var message in await _sqs.ReceiveAsync(url, most: 1, LongPoll, visibility: null, cancel))
        {
            await HandleAsync(url, message, handler, cancel);
        }
    }

    private async Task HandleAsync(string url, SqsMessage message, BindingHandler handler, CancellationToken cancel)
    {
        try
        {
            await handler(new BindingEvent(Encoding.UTF8.GetBytes(message.Body), Nothing), cancel);
        }
        catch (Exception e)
        {
            // Whatever went wrong, the message was not handled: the queue hands it out again.
            logger.LeftOnQueue(name, message.Id, e.Message);
            return;
        }

        try
        {
            // Not cancelled by the end of the reading: what was handled should not come again.
            await _sqs.DeleteAsync(url, message.Receipt, CancellationToken.None);
        }
        catch (AwsException e)
        {
            logger.DeleteFailed(name, message.Id, e.Message);
        }
    }
}
