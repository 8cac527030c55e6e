using System.Globalization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Core.Callbacks.Ledger;

/// <summary>Whether a journal's events tell of callbacks as the message contract promises them.</summary>
/// <remarks>
/// It counts by itself and asks neither <see cref="Job"/> nor <see cref="JobDecider"/>, so that a mistake there shows here:
/// statuses in the order 0, 1, then 2, 3 or 99; attempts only at callbacks that exist, numbered without gaps; a callback settled
/// once unless it was sent again; and none attempted before all earlier ones had been settled.
/// </remarks>
public sealed class LedgerCheck
{
    private readonly List<Line> _lines = [];
    private bool _begun;
    private bool _wanted;
    private bool _ended;
    private bool _countsOn;
    private bool _refused;
    private int? _last;

    private LedgerCheck()
    {
    }

    /// <summary>Callbacks so far.</summary>
    public int Callbacks => _lines.Count;

    /// <summary>Of these, delivered.</summary>
    public int Delivered => _lines.Count(l => l.State is CallbackState.Delivered);

    /// <summary>Attempts at all of them.</summary>
    public int Attempts => _lines.Sum(l => l.Attempts);

    /// <summary>The first event that breaks a promise; none when all keep them.</summary>
    public LedgerHole? Hole { get; private set; }

    /// <summary>Walks a journal from its first event.</summary>
    public static LedgerCheck Of(IEnumerable<Recorded<JobEvent>> history)
    {
        var check = new LedgerCheck();
        foreach (var recorded in history)
        {
            var (sequence, reason) = check.Take(recorded.Event);
            if (reason is not null)
            {
                check.Hole = new LedgerHole(recorded.Version, sequence, reason);
                break;
            }
        }

        return check;
    }

    private (int? Sequence, string? Reason) Take(JobEvent e) => e switch
    {
        JobRequested x => (null, Begin(x.Request.WebhookUrl)),
        JobRejected x => (null, Begin(x.WebhookUrl) ?? Report(CallbackStatus.Exception)),
        _ when !_begun => (null, "the job was never asked for"),
        JobCreated => (null, Report(CallbackStatus.Created)),
        PodStarted => (null, Report(CallbackStatus.PodStarted)),
        JobSucceeded => (null, Report(CallbackStatus.Complete)),
        JobFailed => (null, Report(CallbackStatus.Failed)),
        JobAborted => (null, Report(CallbackStatus.Exception)),
        JobRedriven => (null, Again()),
        CallbackDelivered x => (x.Sequence, Attempt(x.Sequence, x.Attempt, CallbackState.Delivered) ?? Allow()),
        CallbackFailed x => (x.Sequence, Attempt(x.Sequence, x.Attempt, CallbackState.Pending)),
        CallbackAbandoned x => (x.Sequence, Attempt(x.Sequence, x.Attempt, CallbackState.Abandoned) ?? End(x)),
        CallbackRefused x => (x.Sequence, Attempt(x.Sequence, x.Attempt, CallbackState.Refused) ?? Refuse()),
        CallbackResent x => (x.Sequence, Resend(x)),
        _ => (null, null),
    };

    private string? Begin(string? url)
    {
        if (_begun)
        {
            return "the job was asked for already";
        }

        (_begun, _wanted) = (true, url is not null);

        return null;
    }

    private string? Report(int status)
    {
        if (_last is { } last && Rank(status) <= Rank(last))
        {
            return Text($"status {status} follows status {last}");
        }

        if (_last is null && status is not (CallbackStatus.Created or CallbackStatus.Exception))
        {
            return Text($"status {status} comes before status 0");
        }

        _last = status;
        if (_wanted && (!_ended || _countsOn))
        {
            var state = _refused ? CallbackState.Refused : _ended ? CallbackState.Abandoned : CallbackState.Pending;
            _lines.Add(new Line { State = state, Settled = state is not CallbackState.Pending });
        }

        return null;
    }

    /// <summary>2, 3 and 99 share a place: one of them is the last.</summary>
    private static int Rank(int status) => Math.Min(status, CallbackStatus.Complete);

    private string? Again()
    {
        if (_last is not { } last || Rank(last) < Rank(CallbackStatus.Complete))
        {
            return "the job was run again before it had ended";
        }

        (_last, _refused) = (null, false);

        return null;
    }

    private string? Attempt(int sequence, int attempt, CallbackState state)
    {
        if (sequence < 0 || sequence >= _lines.Count)
        {
            return Text($"attempt {attempt} is at callback {sequence}, which does not exist: there are {_lines.Count}");
        }

        var line = _lines[sequence];
        if (line.State is not CallbackState.Pending)
        {
            return Text($"callback {sequence} was {Said(line.State)} already and not sent again");
        }

        // A URL that policy refuses with the message is refused before there is an attempt.
        if (attempt != line.Attempts + 1 && (attempt, line.Attempts, state) != (0, 0, CallbackState.Refused))
        {
            return Text($"attempt {attempt} at callback {sequence} stands where attempt {line.Attempts + 1} belongs");
        }

        if (_lines.FindIndex(l => !l.Settled) is >= 0 and var open && open < sequence)
        {
            return Text($"callback {sequence} was attempted before callback {open} was settled");
        }

        (line.Attempts, line.State) = (attempt, state);
        line.Settled |= state is not CallbackState.Pending;

        return null;
    }

    private string? End(CallbackAbandoned e)
    {
        if (e.EndsDelivery)
        {
            (_ended, _countsOn) = (true, e.CountsOn == true);
            SettleAll(CallbackState.Abandoned);
        }

        return null;
    }

    private string? Refuse()
    {
        _refused = true;
        SettleAll(CallbackState.Refused);

        return null;
    }

    private string? Allow()
    {
        _refused = false;

        return null;
    }

    private void SettleAll(CallbackState state)
    {
        foreach (var line in _lines.Where(l => l.State is CallbackState.Pending))
        {
            (line.State, line.Settled) = (state, true);
        }
    }

    private string? Resend(CallbackResent e)
    {
        if (e.Sequence < 0 || e.Sequence >= _lines.Count)
        {
            return Text($"callback {e.Sequence} was sent again, which does not exist: there are {_lines.Count}");
        }

        (_ended, _countsOn, _refused) = (false, false, false);
        _lines[e.Sequence].State = CallbackState.Pending;

        return null;
    }

    private static string Said(CallbackState state) => state switch
    {
        CallbackState.Delivered => "delivered",
        CallbackState.Refused => "refused",
        _ => "given up",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Line
    {
        public CallbackState State { get; set; }

        public int Attempts { get; set; }

        /// <summary>It was delivered or given up once, so that later ones may go.</summary>
        public bool Settled { get; set; }
    }
}

/// <summary>Where a journal breaks what is promised of callbacks.</summary>
/// <param name="Version">The first event that does.</param>
/// <param name="Sequence">The callback it is about; none when it is about the job.</param>
/// <param name="Reason">For people.</param>
public sealed record LedgerHole(long Version, int? Sequence, string Reason);
