using System.Text;
using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>Kubernetes' words, turned into ours. Pure.</summary>
internal static class Words
{
    /// <summary>Longest text of Kubernetes that is passed on, in characters.</summary>
    private const int Longest = 1024;

    /// <summary>One sentence: what happened, and what Kubernetes says of it.</summary>
    public static string Join(string what, string? said)
    {
        var text = said?.Trim().TrimEnd('.');

        return string.IsNullOrEmpty(text) ? $"{what}." : $"{what}: {Short(text)}.";
    }

    /// <summary>At most 1,024 characters, no half of a pair at the end.</summary>
    public static string Short(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;

        return new StringBuilder(text, 0, end, end + 1).Append('…').ToString();
    }

    /// <summary>The signal behind an exit code above 128, in brackets; nothing where it is none that is known.</summary>
    public static string Signal(int exitCode) => exitCode switch
    {
        129 => " (SIGHUP)",
        130 => " (SIGINT)",
        131 => " (SIGQUIT)",
        132 => " (SIGILL)",
        134 => " (SIGABRT)",
        135 => " (SIGBUS)",
        136 => " (SIGFPE)",
        137 => " (SIGKILL)",
        139 => " (SIGSEGV)",
        141 => " (SIGPIPE)",
        143 => " (SIGTERM)",
        _ => "",
    };

    /// <summary>Why the API server refused an object, where its message says so; none where it does not.</summary>
    public static string? Refusal(string message) => message switch
    {
        _ when Says(message, "exceeded quota") || Says(message, "failed quota") => FailureReason.QuotaExceeded,
        _ when Says(message, "denied the request") || Says(message, "denied request") || Says(message, "violates PodSecurity")
            || Says(message, "unable to validate against any pod security policy") => FailureReason.AdmissionDenied,
        _ when Says(message, "forbidden") => FailureReason.Forbidden,
        _ => null,
    };

    /// <summary>Whether the scheduler, or an event, waits for a volume.</summary>
    public static bool IsAboutVolumes(string? message) =>
        Says(message, "persistentvolumeclaim") || Says(message, "volume node affinity conflict")
        || Says(message, "volume zone") || Says(message, "max volume count");

    private static bool Says(string? message, string words) =>
        message?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
