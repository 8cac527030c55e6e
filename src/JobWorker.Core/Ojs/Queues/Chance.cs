namespace JobWorker.Core.Ojs.Queues;

/// <summary>Random numbers that come in with an operation: the same seed, the same numbers (SplitMix64).</summary>
/// <param name="seed">Any.</param>
public struct Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 bits.</summary>
    public ulong Bits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;

        return z ^ (z >> 31);
    }

    /// <summary>At least 0, below 1.</summary>
    public double Fraction() => (Bits() >> 11) * (1.0 / (1UL << 53));
}
