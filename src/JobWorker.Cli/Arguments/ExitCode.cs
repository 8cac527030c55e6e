namespace JobWorker.Cli.Arguments;

/// <summary>What the process ends with; scripts rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Ok = 0;

    /// <summary>The service refused (4xx), or the answer is no: a journal does not hold, a job did not succeed.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong; nothing was asked.</summary>
    public const int Usage = 2;

    /// <summary>The service cannot be reached, failed (5xx) or answered something that cannot be read.</summary>
    public const int Unavailable = 3;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command line asks for something that cannot be; found only while it was carried out.</summary>
internal sealed class UsageException(string message) : Exception(message);
