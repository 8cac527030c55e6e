using System.Globalization;
using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>Reads registrations of crons in both spellings.</summary>
internal static class CronReader
{
    private const string Utc = "UTC";

    private static readonly TextRule SomeText = TextRule.UpTo(256);

    private static readonly TextRule Zone = new(
        "must be the IANA name of a time zone",
        "For example \"Europe/Berlin\"; no offset, and no abbreviation such as EST.",
        id => Zones.TryFind(id, out _));

    /// <summary>What a cron without a template says of its job.</summary>
    private static readonly string[] OfTheJob =
    [
        "type", "args", "options", "meta", "schema", "queue", "priority", "retry", "retry_policy", "timeout", "timeout_ms", "unique", "tags",
    ];

    private static readonly JsonElement NoArgs = JsonElement.Parse("""{"args":[]}""");

    public static CronRequest? Read(Members cron, DateTimeOffset now, EnvelopeLimits limits)
    {
        var name = cron.Take("name").Required(NameRules.CronName);
        var expression = cron.Take("expression", "cron");
        var timezone = cron.Take("timezone").Text(Zone) ?? Utc;
        Check(expression, timezone, now);
        var overlap = Policy(cron.Take("overlap_policy"));
        var enabled = cron.Take("enabled").Flag() ?? cron.Take("status").OneOf(("active", true), ("paused", false));
        var description = cron.Take("description").Text(NameRules.Label);
        var template = Template(cron, now, limits);

        return new CronRequest(
            name ?? "", Text(expression), timezone, overlap ?? OverlapPolicy.Skip, enabled ?? true, description, template);
    }

    public static JsonElement Annotations(string name, DateTimeOffset occurrence)
    {
        var at = occurrence.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        return JsonElement.Parse($$"""{"cron_name":"{{name}}","cron_triggered_at":"{{at}}"}""");
    }

    private static string Text(Part part) => part.IsText ? part.Value.GetString()! : "";

    private static void Check(Part expression, string timezone, DateTimeOffset now)
    {
        const string Hint = "For example \"0 9 * * 1-5\", \"@daily\" or \"@every 30m\".";

        if (expression.Required(SomeText) is not { } text || !Zones.TryFind(timezone, out var zone))
        {
            return;
        }

        if (!Schedule.TryParse(text, zone, out var schedule, out var problem))
        {
            expression.Complain($"is no cron expression: {problem}", Hint);
        }
        else if (schedule.Next(now, anchor: now) is null)
        {
            expression.Complain("never comes", Hint);
        }
    }

    /// <summary>The job, alone: from <c>job_template</c>, else from the cron's own members.</summary>
    private static RawJson Template(Members cron, DateTimeOffset now, EnvelopeLimits limits)
    {
        var part = cron.Take("job_template");
        var job = part.IsAbsent ? Only(cron, OfTheJob) : part.Object();
        if (job is null)
        {
            return default;
        }

        var args = job.Take("args").IsAbsent ? NoArgs.EnumerateObject() : default;
        var template = Objects.Of([.. job.All.Where(x => x.Key != "id"), .. args.Select(x => KeyValuePair.Create(x.Name, x))]);
        EnvelopeReader.ReadSpec(new Members(job.Whole with { Value = template!.Value.ToElement() }), now, limits);

        return template.Value;
    }

    private static Members Only(Members members, params string[] names)
    {
        var chosen = Objects.Of(members.All.Where(member => names.Contains(member.Key)));

        return chosen is { } json ? new Members(members.Whole with { Value = json.ToElement() }) : members.Nothing;
    }

    private static OverlapPolicy? Policy(Part part) => part.OneOf(
        ("skip", OverlapPolicy.Skip),
        ("allow", OverlapPolicy.Allow),
        ("cancel_previous", OverlapPolicy.CancelPrevious),
        ("enqueue", OverlapPolicy.Enqueue));
}
