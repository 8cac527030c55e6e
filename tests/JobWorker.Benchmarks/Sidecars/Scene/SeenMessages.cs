namespace JobWorker.Benchmarks.Sidecars.Scene;

/// <summary>Which messages a handler has had: each says its number as <c>"n":"0000000123"</c>, ten digits.</summary>
internal sealed class SeenMessages
{
    /// <summary>Digits of a message's number.</summary>
    public const int Digits = 10;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _numbers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private long _deliveries;

    /// <summary>Deliveries, those of the same message counted each.</summary>
    public long Deliveries => Interlocked.Read(ref _deliveries);

    /// <summary>A message's data, as JSON.</summary>
    public static string Data(long number) =>
        $$"""{"n":"{{number.ToString($"D{Digits}", null)}}","text":"{{new string('x', 80)}}"}""";

    /// <summary>Notes the message in a request's body.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        var mark = "\"n\":\""u8;
        var at = body.IndexOf(mark);
        if (at < 0)
        {
            throw new InvalidDataException("A message without number.");
        }

        var number = long.Parse(body.Slice(at + mark.Length, Digits), null);
        lock (_gate)
        {
            _deliveries++;
            if (_numbers.Add(number))
            {
                Release();
            }
        }
    }

    /// <summary>Returns when so many different messages have been seen.</summary>
    public Task ReachAsync(int count)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            Release();

            return reached.Task;
        }
    }

    private void Release()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Count <= _numbers.Count)
            {
                _waiting[i].Reached.SetResult();
                _waiting.RemoveAt(i);
            }
        }
    }
}
