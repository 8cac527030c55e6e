using System.Buffers.Text;
using System.Globalization;
using System.Text;
using JobWorker.Core.Catalog;

namespace JobWorker.Host.Catalog.Api;

/// <summary>What a request asks of the list of jobs.</summary>
/// <param name="Filter">Which jobs.</param>
/// <param name="After">The list goes on from here; none: from the newest.</param>
/// <param name="Limit">1 to 1000; default 100.</param>
/// <param name="Problems">Broken rules by parameter; the rest counts only where there are none.</param>
internal sealed record JobQuery(JobFilter Filter, JobPlace? After, int Limit, Dictionary<string, string[]> Problems)
{
    private const int MostJobs = 1000;
    private const int UsualJobs = 100;

    private static readonly string[] FilterNames = ["state", "service", "namespace", "reason"];
    private static readonly string[] ListNames = [.. FilterNames, "callback", "from", "to", "cursor", "limit"];

    /// <summary>Reads the parameters of <c>GET /api/jobs</c>.</summary>
    public static JobQuery OfList(IQueryCollection query) => Of(query, ListNames);

    /// <summary>Reads the parameters of <c>GET /api/jobs/changes</c>.</summary>
    public static JobQuery OfChanges(IQueryCollection query) => Of(query, FilterNames);

    /// <summary>A cursor: opaque to those who get it.</summary>
    public static string Cursor(JobPlace place) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.CreatedAt.UtcTicks} {place.Id}")));

    private static JobQuery Of(IQueryCollection query, string[] names)
    {
        var reading = new FilterReading();
        foreach (var unknown in query.Keys.Except(names))
        {
            reading.Add(unknown, $"is not known here; {string.Join(", ", names)} are");
        }

        string? Get(string name)
        {
            if (query[name].Count > 1)
            {
                reading.Add(name, "must be given once");
            }

            return names.Contains(name) ? query[name].FirstOrDefault() : null;
        }

        var states = query["state"].SelectMany(s => (s ?? "").Split(','));
        var filter = reading.Read(
            states, Get("service"), Get("namespace"), Get("reason"), Get("from"), Get("to"), Get("callback"));
        var after = Place(Get("cursor"), reading);
        var limit = Number(Get("limit"), reading);

        return new JobQuery(filter, after, limit, reading.Problems);
    }

    private static int Number(string? text, FilterReading reading)
    {
        if (text is null)
        {
            return UsualJobs;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostJobs)
        {
            return limit;
        }

        reading.Add("limit", $"must be a whole number from 1 to {MostJobs}");
        return UsualJobs;
    }

    private static JobPlace? Place(string? cursor, FilterReading reading)
    {
        if (cursor is null)
        {
            return null;
        }

        if (Base64Url.IsValid(cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ', 2) is [var ticks, { Length: > 0 } id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTimeOffset.MaxValue.UtcTicks)
        {
            return new JobPlace(new DateTimeOffset(time, TimeSpan.Zero), id);
        }

        reading.Add("cursor", "must be the next of an answer, as it was");
        return null;
    }
}
