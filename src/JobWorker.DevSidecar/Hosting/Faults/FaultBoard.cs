using System.Diagnostics;
using JobWorker.DevSidecar.Hosting.Flags;

namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary>A fault that is on.</summary>
/// <param name="spec">What was asked for.</param>
/// <param name="chance">Its own, so that one fault's choices do not depend on another's.</param>
internal sealed class FaultSwitch(FaultSpec spec, Random chance)
{
    private readonly Lock _gate = new();
    private long _seen;
    private long _done;

    public FaultSpec Spec => spec;

    /// <summary>How often it could have happened, and how often it did.</summary>
    public (long Seen, long Done) Counts
    {
        get
        {
            lock (_gate)
            {
                return (_seen, _done);
            }
        }
    }

    /// <summary>Whether it happens this time.</summary>
    public bool Fires()
    {
        lock (_gate)
        {
            _seen++;
            var fires = spec.Rate switch
            {
                FaultRate.Every => _seen % (long)spec.Amount == 0,
                FaultRate.Next => _done < (long)spec.Amount,
                _ => chance.NextDouble() < spec.Amount,
            };
            _done += fires ? 1 : 0;
            return fires;
        }
    }
}

/// <summary>The faults that are on now. Made only where the sidecar was started with <c>--faults</c> or <c>--fault</c>.</summary>
internal sealed class FaultBoard(int seed, Action kill, ILogger logger)
{
    private volatile IReadOnlyDictionary<FaultKind, FaultSwitch> _on = new Dictionary<FaultKind, FaultSwitch>();

    /// <summary>Ends the process at once, as a crash would.</summary>
    public void Kill()
    {
        logger.Killing();
        kill();
    }

    public IEnumerable<FaultSwitch> All => _on.Values;

    /// <summary>Makes these the faults that are on, counts and chances from their beginning.</summary>
    /// <exception cref="FormatException">One is there twice.</exception>
    public void Replace(IReadOnlyList<FaultSpec> specs, int? newSeed = null)
    {
        if (specs.GroupBy(spec => spec.Kind).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"{NameOf(twice.Key)} is there twice");
        }

        var first = newSeed ?? seed;
        _on = specs.ToDictionary(
            spec => spec.Kind, spec => new FaultSwitch(spec, new Random(unchecked((first * 397) ^ (int)spec.Kind))));
        logger.FaultsOn(specs.Count == 0 ? "none" : string.Join("; ", specs.Select(spec => $"{NameOf(spec.Kind)}={spec.Text}")));
    }

    /// <summary>The fault if it is on and happens this time.</summary>
    public FaultSpec? Fires(FaultKind kind) => _on.TryGetValue(kind, out var one) && one.Fires() ? one.Spec : null;

    /// <summary>Asks whether the fault happens, for those who need no more than that.</summary>
    public Func<bool> When(FaultKind kind) => () => Fires(kind) is not null;

    public static string NameOf(FaultKind kind) => FaultSpec.Names.First(name => name.Value == kind).Key;

    /// <summary>The board that the command line asks for; none where it allows no faults.</summary>
    /// <exception cref="FlagException">A fault on the command line cannot be understood.</exception>
    public static FaultBoard? Of(SidecarFlags flags, ILogger logger)
    {
        if (!flags.Faults)
        {
            return null;
        }

        try
        {
            var board = new FaultBoard(flags.FaultSeed, EndProcess, logger);
            board.Replace([.. flags.InitialFaults.Select(FaultSpec.Parse)]);
            return board;
        }
        catch (FormatException e)
        {
            throw new FlagException($"--fault: {e.Message}.");
        }
    }

    /// <summary>As <c>kill -9</c> does. Loggers write later than that, so the reason is written here.</summary>
    private static void EndProcess()
    {
        Console.Error.WriteLine("jobworker-devsidecar: FAULT: the process ends here, on purpose.");
        Process.GetCurrentProcess().Kill();
    }
}
