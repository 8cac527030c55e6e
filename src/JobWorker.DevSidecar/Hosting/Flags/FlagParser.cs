using System.Globalization;
using JobWorker.DevSidecar.Actors.Placement.Documents;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Hosting.Flags;

/// <summary>Reads daprd's command line: <c>--flag=value</c>, <c>--flag value</c>, and one dash as Go allows.</summary>
internal static class FlagParser
{
    private delegate SidecarFlags Setter(SidecarFlags flags, string value);

    private static readonly Dictionary<string, Setter> Settings = new(StringComparer.Ordinal)
    {
        ["app-id"] = (flags, value) => flags with { AppId = value },
        ["app-port"] = (flags, value) => flags with { AppPort = Port("app-port", value) },
        ["app-channel-address"] = (flags, value) => flags with { AppChannelAddress = value },
        ["app-protocol"] = (flags, value) => value == "http"
            ? flags
            : throw new FlagException($"--app-protocol: only http is supported, not \"{value}\"."),
        ["dapr-http-port"] = (flags, value) => flags with { HttpPort = Port("dapr-http-port", value) },
        ["dapr-grpc-port"] = (flags, value) => flags with { GrpcPort = Port("dapr-grpc-port", value) },
        ["dapr-listen-addresses"] = (flags, value) => flags with { ListenAddresses = Addresses(value) },
        ["resources-path"] = (flags, value) => flags with { ResourcesPaths = [.. flags.ResourcesPaths, .. value.Split(',')] },
        ["components-path"] = (flags, value) => flags with { ResourcesPaths = [.. flags.ResourcesPaths, .. value.Split(',')] },
        ["config"] = (flags, value) => flags with { ConfigPaths = [.. flags.ConfigPaths, .. value.Split(',')] },
        ["app-health-check-path"] = (flags, value) => flags with { AppHealthPath = "/" + value.TrimStart('/') },
        ["app-health-probe-interval"] = (flags, value) =>
            flags with { AppHealthInterval = TimeSpan.FromSeconds(Positive("app-health-probe-interval", value)) },
        ["app-health-probe-timeout"] = (flags, value) =>
            flags with { AppHealthTimeout = TimeSpan.FromMilliseconds(Positive("app-health-probe-timeout", value)) },
        ["app-health-threshold"] = (flags, value) =>
            flags with { AppHealthThreshold = Positive("app-health-threshold", value) },
        ["app-max-concurrency"] = (flags, value) => flags with { AppMaxConcurrency = Number("app-max-concurrency", value) },
        ["max-body-size"] = (flags, value) => flags with { MaxBodySize = Size("max-body-size", value) },
        ["dapr-http-max-request-size"] = (flags, value) =>
            flags with { MaxBodySize = (long)Positive("dapr-http-max-request-size", value) << 20 },
        ["app-binding-options-timeout"] = (flags, value) =>
            flags with { BindingProbeTimeout = Duration("app-binding-options-timeout", value) },
        ["disable-init-endpoints"] = (flags, value) => flags with { DisabledInitEndpoints = InitEndpoints(value) },
        ["dapr-graceful-shutdown-seconds"] = (flags, value) =>
            flags with { GracefulShutdown = TimeSpan.FromSeconds(Number("dapr-graceful-shutdown-seconds", value)) },
        ["dapr-block-shutdown-duration"] = (flags, value) =>
            flags with { BlockShutdown = Duration("dapr-block-shutdown-duration", value) },
        ["log-level"] = (flags, value) => flags with { LogLevel = Level(value) },
        ["fault"] = (flags, value) => flags with { Faults = true, InitialFaults = [.. flags.InitialFaults, value] },
        ["fault-seed"] = (flags, value) => flags with { FaultSeed = Number("fault-seed", value) },
        ["embedded-redis"] = (flags, value) => flags with { EmbeddedRedis = value },
        ["data-path"] = (flags, value) => flags with { DataPath = value },
        ["placement-host-address"] = (flags, value) => PlacementStores.RedisAt(value) is { } redis
            ? flags with { PlacementRedis = redis }
            : flags with { Ignored = [.. flags.Ignored, "--placement-host-address"] },
    };

    private static readonly Dictionary<string, Setter> Switches = new(StringComparer.Ordinal)
    {
        ["enable-app-health-check"] = (flags, value) => flags with { AppHealthCheck = Truth("enable-app-health-check", value) },
        ["faults"] = (flags, value) => flags with { Faults = Truth("faults", value) },
        ["embedded"] = (flags, value) => flags with { Embedded = Truth("embedded", value) },
        ["enable-api-logging"] = (flags, value) => flags with { ApiLogging = Truth("enable-api-logging", value) },
    };

    /// <summary>The flags, defaults included.</summary>
    /// <exception cref="FlagException">A value cannot be read, or <c>--app-id</c> is missing.</exception>
    public static SidecarFlags Parse(IReadOnlyList<string> args)
    {
        var flags = new SidecarFlags();
        for (var at = 0; at < args.Count; at++)
        {
            var (name, value) = Split(args[at]);
            flags = (Settings.GetValueOrDefault(name), Switches.GetValueOrDefault(name)) switch
            {
                ({ } set, _) => set(flags, value ?? Next(args, ref at, name)),
                (_, { } set) => set(flags, value ?? NextTruth(args, ref at)),
                _ => Ignore(flags, name, value, args, ref at),
            };
        }

        return flags.AppId.Length > 0 ? flags : throw new FlagException("--app-id is required.");
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith('-') || argument.Trim('-').Length == 0)
        {
            throw new FlagException($"\"{argument}\" is not a flag: flags begin with - or --.");
        }

        var text = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..];
        return text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (text[..equals], text[(equals + 1)..])
            : (text, null);
    }

    private static string Next(IReadOnlyList<string> args, ref int at, string name) =>
        at + 1 < args.Count ? args[++at] : throw new FlagException($"--{name} needs a value.");

    private static string NextTruth(IReadOnlyList<string> args, ref int at) =>
        at + 1 < args.Count && args[at + 1] is "true" or "false" ? args[++at] : "true";

    private static SidecarFlags Ignore(SidecarFlags flags, string name, string? value, IReadOnlyList<string> args, ref int at)
    {
        var known = DaprdFlags.Find(name);
        if (value is null && at + 1 < args.Count && Takes(known, args[at + 1]))
        {
            at++;
        }

        return known == DaprdFlags.Shape.Unknown
            ? flags with { Unknown = [.. flags.Unknown, $"--{name}"] }
            : flags with { Ignored = [.. flags.Ignored, $"--{name}"] };
    }

    /// <summary>Whether the next word is the flag's value.</summary>
    private static bool Takes(DaprdFlags.Shape flag, string next) => flag switch
    {
        DaprdFlags.Shape.Value => true,
        DaprdFlags.Shape.Switch => next is "true" or "false",
        _ => !next.StartsWith('-'),
    };

    private static HashSet<string> InitEndpoints(string value)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet();
        return names.FirstOrDefault(name => name is not ("config" or "subscribe")) is { } other
            ? throw new FlagException($"--disable-init-endpoints: \"{other}\" is neither config nor subscribe.")
            : names;
    }

    private static IReadOnlyList<string> Addresses(string value) =>
        [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(address => address.Trim('[', ']'))];

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FlagException($"--{name}: \"{value}\" is not a whole number.");

    private static int Positive(string name, string value) =>
        Number(name, value) is > 0 and var number ? number : throw new FlagException($"--{name} must be more than 0.");

    private static int Port(string name, string value) =>
        Number(name, value) is >= 0 and <= 65535 and var port
            ? port
            : throw new FlagException($"--{name}: {value} is not a port, 0 to 65535.");

    private static long Size(string name, string value) =>
        ByteSize.TryParse(value, out var bytes) && bytes > 0
            ? bytes
            : throw new FlagException($"--{name}: \"{value}\" is not a size such as 4Mi or 4194304.");

    private static TimeSpan Duration(string name, string value) =>
        GoDuration.TryParse(value, out var time)
            ? time
            : throw new FlagException($"--{name}: \"{value}\" is not a duration such as 30s or 1m30s.");

    private static bool Truth(string name, string value) => value switch
    {
        "true" or "True" or "TRUE" or "t" or "T" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "F" or "0" => false,
        _ => throw new FlagException($"--{name}: \"{value}\" is neither true nor false."),
    };

    private static LogLevel Level(string value) => value switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" or "fatal" => LogLevel.Error,
        _ => throw new FlagException($"--log-level: \"{value}\" is none of debug, info, warn, error, fatal."),
    };
}
