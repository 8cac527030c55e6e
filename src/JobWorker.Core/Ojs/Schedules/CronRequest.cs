using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Schedules;

/// <summary>A job that a client wants done again and again. OJS cron, section 2.</summary>
/// <param name="Name">By what it is changed and deleted: 1 to 255 of a-z 0-9 - and dots.</param>
/// <param name="Expression">When, as the client wrote it.</param>
/// <param name="Timezone">Whose clocks it is about; an IANA name, default UTC.</param>
/// <param name="Overlap">What becomes of an occurrence whose predecessor has not ended; default skip.</param>
/// <param name="Enabled">Whether it fires; default true.</param>
/// <param name="Description">For people; none: nothing.</param>
/// <param name="Template">The job as the client wrote it, an object; times in it count from each firing.</param>
public sealed record CronRequest(
    string Name, string Expression, string Timezone, OverlapPolicy Overlap, bool Enabled, string? Description, RawJson Template)
{
    /// <summary>Reads the body of a registration, as the specification or as the conformance suite spells it.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="now">The time now, UTC; an expression that has no time after it is refused.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<CronRequest> Parse(ReadOnlyMemory<byte> body, DateTimeOffset now, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, cron => CronReader.Read(cron, now, limits));

    /// <summary>When it fires.</summary>
    /// <exception cref="InvalidOperationException">The expression or the zone is not what was registered.</exception>
    public Schedule ToSchedule() =>
        Zones.TryFind(Timezone, out var zone) && Schedule.TryParse(Expression, zone, out var schedule, out _)
            ? schedule
            : throw new InvalidOperationException($"'{Expression}' in {Timezone} is no schedule here.");

    /// <summary>The job of one occurrence, with <c>cron_name</c> and <c>cron_triggered_at</c> in its annotations.</summary>
    /// <param name="occurrence">The time it is for, UTC.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="limits">How large it may be.</param>
    public Parsed<JobRequest> JobAt(DateTimeOffset occurrence, DateTimeOffset now, EnvelopeLimits limits)
    {
        var parsed = JobRequest.Parse(Template.ToElement(), now, limits, anyOption: true);
        if (!parsed.IsValid)
        {
            return parsed;
        }

        var (spec, _) = parsed.Value;
        var own = CronReader.Annotations(Name, occurrence).EnumerateObject();
        var given = spec.Meta?.ToElement().EnumerateObject() ?? default;
        var meta = Objects.Of([.. given.Select(Named), .. own.Select(Named)]);

        return parsed with { Value = new JobRequest(spec with { Meta = meta }, Id: null) };
    }

    private static KeyValuePair<string, JsonProperty> Named(JsonProperty member) => new(member.Name, member);
}
