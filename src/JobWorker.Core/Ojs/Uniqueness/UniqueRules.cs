using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>Reads what a client says of uniqueness. OJS unique jobs, section 2.</summary>
internal static class UniqueRules
{
    private const int MostNames = 100;

    private static readonly TextRule Key = new(
        "must be type, queue, args or meta",
        "For example [\"type\", \"args\"].",
        text => text is "type" or "queue" or "args" or "meta");

    /// <summary>The rule at this place; none where there is none or it is no object.</summary>
    /// <param name="part">The rule.</param>
    /// <param name="args">The job's arguments.</param>
    public static UniqueRule? Read(Part part, Part args)
    {
        if (part.Object() is not { } unique)
        {
            return null;
        }

        var rule = new UniqueRule();
        rule = rule with
        {
            Keys = unique.Take("keys").Texts(MostNames, Key) ?? rule.Keys,
            ArgsKeys = unique.Take("args_keys").Texts(MostNames, NameRules.Label) ?? rule.ArgsKeys,
            MetaKeys = unique.Take("meta_keys").Texts(MostNames, NameRules.Label) ?? rule.MetaKeys,
            Period = unique.Take("period").Duration(),
            States = States(unique.Take("states")) ?? rule.States,
            OnConflict = Conflict(unique.Take("on_conflict")) ?? rule.OnConflict,
        };
        Check(rule, unique, args);

        return rule;
    }

    private static void Check(UniqueRule rule, Members unique, Part args)
    {
        if (rule.Keys.Contains("meta") && rule.MetaKeys.IsEmpty)
        {
            unique.Take("meta_keys").Complain("is required where keys has meta", "Name the members of meta that count.");
        }

        if (rule.Keys.Contains("args") && rule.ArgsKeys.Any(key => Fingerprint.Member(args.Value, key) is null))
        {
            unique.Take("args_keys").Complain("names what args does not have", "Name members of the objects in args.");
        }
    }

    private static ImmutableArray<JobState>? States(Part part) =>
        part.IsAbsent ? null : [.. part.Items(MostNames).Select(State).OfType<JobState>()];

    private static JobState? State(Part part) => part.OneOf(
        ("scheduled", JobState.Scheduled),
        ("available", JobState.Available),
        ("pending", JobState.Pending),
        ("active", JobState.Active),
        ("completed", JobState.Completed),
        ("retryable", JobState.Retryable),
        ("cancelled", JobState.Cancelled),
        ("discarded", JobState.Discarded));

    private static OnConflict? Conflict(Part part) => part.OneOf(
        ("reject", OnConflict.Reject),
        ("ignore", OnConflict.Ignore),
        ("replace", OnConflict.Replace),
        ("replace_except_schedule", OnConflict.ReplaceExceptSchedule));
}
