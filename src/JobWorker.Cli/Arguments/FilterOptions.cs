using System.CommandLine;
using System.CommandLine.Parsing;

namespace JobWorker.Cli.Arguments;

/// <summary>The options that say which jobs are meant; the same for every command that has them.</summary>
internal sealed class FilterOptions
{
    /// <summary>The states a job can be in.</summary>
    public static readonly IReadOnlyList<string> States =
        ["requested", "created", "running", "succeeded", "failed", "aborted", "rejected"];

    private readonly Option<string[]> _state = new("--state", "-s")
    {
        Description = $"Jobs in this state; give several with commas or again. One of {string.Join(", ", States)}.",
        HelpName = "STATE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParseStates,
    };

    private readonly Option<string?> _service = Text("--service", "SERVICE", "Jobs of this service.");
    private readonly Option<string?> _namespace = Text("--namespace", "NAMESPACE", "Jobs in this namespace.", "-n");
    private readonly Option<string?> _reason = Text("--reason", "REASON", "Jobs that failed for this reason, such as OOMKilled.");
    private readonly Option<string?> _callback = Callbacks();
    private readonly Option<string?> _from = Time("--from", "Jobs created since then: a time, or an age such as 2h or 3d.");
    private readonly Option<string?> _to = Time("--to", "Jobs created before then: a time, or an age such as 2h or 3d.");

    private Option[] All => [_state, _service, _namespace, _reason, _callback, _from, _to];

    /// <summary>Adds them; without times and callbacks where only what happens from now on is asked for.</summary>
    public FilterOptions AddTo(Command command, bool times = true)
    {
        _state.CompletionSources.Add([.. States]);
        Option[] all = times ? All : [_state, _service, _namespace, _reason];
        foreach (var option in all)
        {
            command.Add(option);
        }

        return this;
    }

    /// <summary>Whether any was given.</summary>
    public bool Given(CommandResult command) =>
        All.Any(option => command.GetResult(option) is not null);

    /// <summary>What was given.</summary>
    /// <exception cref="UsageException">The times leave nothing between them.</exception>
    public JobFilter Of(ParseResult parse, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (from, to) = (At(parse.GetValue(_from)), At(parse.GetValue(_to)));
        if (from >= to)
        {
            throw new UsageException(
                $"--from must be before --to; {Moments.Wire(from.Value)} is not before {Moments.Wire(to.Value)}.");
        }

        return new JobFilter(
            parse.GetValue(_state) is { Length: > 0 } states ? states : null,
            parse.GetValue(_service),
            parse.GetValue(_namespace),
            parse.GetValue(_reason),
            from is { } first ? Moments.Wire(first) : null,
            to is { } last ? Moments.Wire(last) : null,
            parse.GetValue(_callback)?.ToLowerInvariant());

        DateTimeOffset? At(string? text) => text is null ? null : Moments.Parse(text, now, zone);
    }

    private static string[] ParseStates(ArgumentResult result)
    {
        var words = result.Tokens
            .SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries))
            .Select(word => word.ToLowerInvariant())
            .Distinct()
            .ToArray();
        foreach (var word in words.Except(States))
        {
            result.AddError($"--state must be one of {string.Join(", ", States)}; '{word}' is not.");
        }

        return words;
    }

    private static Option<string?> Text(string name, string value, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && string.IsNullOrWhiteSpace(text))
            {
                result.AddError($"{name} must not be empty.");
            }
        });

        return option;
    }

    private static Option<string?> Callbacks()
    {
        string[] words = ["dead", "pending", "delivered", "none"];
        var option = new Option<string?>("--callback")
        {
            Description = $"Jobs whose client was told so far: one of {string.Join(", ", words)}. Dead: a callback was given up.",
            HelpName = "WORD",
        };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !words.Contains(text.ToLowerInvariant()))
            {
                result.AddError($"--callback must be one of {string.Join(", ", words)}; '{text}' is not.");
            }
        });

        return option;
    }

    private static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Moments.IsMoment(text))
            {
                result.AddError($"{name} must be {Moments.Rule}; '{text}' is not.");
            }
        });

        return option;
    }
}
