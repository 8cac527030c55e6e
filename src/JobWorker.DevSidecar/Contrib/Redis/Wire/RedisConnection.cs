using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>One socket to Redis. Any number of callers share it: commands go out in order, answers come back in order.</summary>
/// <param name="stream">An open stream that this connection owns.</param>
/// <param name="address">For messages to people.</param>
/// <param name="clock">Measures how long an answer takes.</param>
internal sealed class RedisConnection(Stream stream, string address, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<RespValue>> _waiting = new();
    private readonly RespReader _reader = new(stream);
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _writing;
    private Task _reading = Task.CompletedTask;
    private RedisConnectionException? _broken;

    /// <summary>Whether the socket is gone; it never comes back, another connection takes its place.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    public string Address => address;

    /// <summary>Begins to read answers; call once.</summary>
    public void Start() => _reading = ReadAnswersAsync();

    /// <summary>Sends one command and returns what Redis says, errors thrown.</summary>
    /// <exception cref="RedisServerException">Redis answered with an error.</exception>
    /// <exception cref="RedisConnectionException">The connection ended, or no answer came in time.</exception>
    public async Task<RespValue> SendAsync(
        IReadOnlyList<RedisArgument> command, TimeSpan timeout, CancellationToken cancel)
    {
        var answers = await SendAllAsync([command], timeout, cancel);
        return answers[0] is RespValue.Failure failure ? throw new RedisServerException(failure.Message) : answers[0];
    }

    /// <summary>Sends commands with nobody else's between them; errors are returned in their places.</summary>
    /// <exception cref="RedisConnectionException">The connection ended, or no answer came in time.</exception>
    public async Task<RespValue[]> SendAllAsync(
        IReadOnlyList<IReadOnlyList<RedisArgument>> commands, TimeSpan timeout, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var answers = Enqueue(commands);

        try
        {
            return await Task.WhenAll(answers).WaitAsync(timeout, clock, cancel);
        }
        catch (TimeoutException)
        {
            // Answers come in order, so nothing behind the missing one can arrive any more.
            throw Break(new RedisConnectionException(
                $"Redis at {address} did not answer {commands[0][0]} within {timeout.TotalSeconds:0.#} s."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new RedisConnectionException($"The connection to Redis at {address} was closed."));
        await _reading;
    }

    private Task<RespValue>[] Enqueue(IReadOnlyList<IReadOnlyList<RedisArgument>> commands)
    {
        var answers = new Task<RespValue>[commands.Count];
        lock (_gate)
        {
            if (_broken is not null)
            {
                throw new RedisConnectionException(_broken.Message, _broken);
            }

            for (var i = 0; i < answers.Length; i++)
            {
                var answer = new TaskCompletionSource<RespValue>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue(answer);
                _filling.WriteCommand(commands[i]);
                answers[i] = answer.Task;
            }

            if (_writing)
            {
                return answers;
            }

            _writing = true;
        }

        _ = WriteCommandsAsync();
        return answers;
    }

    /// <summary>Writes what has gathered until nothing is left; callers that come meanwhile only append.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the socket is told to everyone who waits.")]
    private async Task WriteCommandsAsync()
    {
        try
        {
            while (TakeWritten() is { } bytes)
            {
                await stream.WriteAsync(bytes.WrittenMemory, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Break(new RedisConnectionException($"Writing to Redis at {address} failed: {e.Message}", e));
        }
    }

    private ArrayBufferWriter<byte>? TakeWritten()
    {
        lock (_gate)
        {
            _sending.ResetWrittenCount();
            if (_filling.WrittenCount == 0)
            {
                _writing = false;
                return null;
            }

            (_filling, _sending) = (_sending, _filling);
            return _sending;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the socket is told to everyone who waits.")]
    private async Task ReadAnswersAsync()
    {
        try
        {
            while (await _reader.ReadAsync(CancellationToken.None) is { } answer)
            {
                NextWaiting().TrySetResult(answer);
            }

            Break(new RedisConnectionException($"Redis at {address} closed the connection."));
        }
        catch (Exception e)
        {
            Break(new RedisConnectionException($"Reading from Redis at {address} failed: {e.Message}", e));
        }
    }

    private TaskCompletionSource<RespValue> NextWaiting()
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out var next) ? next : throw new RespException("An answer to no command.");
        }
    }

    /// <summary>Ends the socket and everything that waits on it; the first reason stays.</summary>
    private RedisConnectionException Break(RedisConnectionException reason)
    {
        TaskCompletionSource<RespValue>[] waiting;
        lock (_gate)
        {
            _broken ??= reason;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        stream.Dispose();
        foreach (var answer in waiting)
        {
            answer.TrySetException(new RedisConnectionException(_broken.Message, _broken));
        }

        return _broken;
    }
}
