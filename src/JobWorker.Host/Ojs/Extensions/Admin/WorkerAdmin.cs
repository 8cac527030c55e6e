using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Extensions.Workers;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Admin;

/// <summary>Workers as operators see them: those that this process heard of, and those that have jobs, anywhere.</summary>
internal static class WorkerAdmin
{
    /// <summary>Active jobs that are looked through for workers.</summary>
    private const int MostJobs = 5_000;

    public static void MapWorkerAdmin(this RouteGroupBuilder admin)
    {
        admin.MapGet("/workers", ListAsync);
        admin.MapGet("/workers/{id}", OneAsync);
        foreach (var (verb, directive) in ((string, string?)[])[("quiet", "quiet"), ("terminate", "terminate"), ("resume", null)])
        {
            admin.MapPost($"/workers/{{id}}/{verb}", (string id, OjsDirectory directory, CancellationToken cancel) =>
                DirectAsync(id, directive, directory, cancel));
        }
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, WorkerBook book, Survey survey, TimeProvider clock, CancellationToken cancel)
    {
        if (AdminPage.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var all = await AllAsync(book, survey, clock, cancel);

        return Writing.Ok(json =>
        {
            json.Objects("items", all.Skip(page.Skip).Take(page.Size), one => Write(json, one));
            json.WriteStartObject("summary");
            json.WriteNumber("total", all.Count);
            json.WriteNumber("running", all.Count(one => one.State is "running"));
            json.WriteNumber("quiet", all.Count(one => one.State is "quiet" or "terminate" or "draining"));
            json.WriteNumber("stale", all.Count(one => one.State is "stale"));
            json.WriteEndObject();
            page.Write(json, all.Count);
        });
    }

    private static async Task<IResult> OneAsync(
        string id, WorkerBook book, Survey survey, TimeProvider clock, CancellationToken cancel) =>
        (await AllAsync(book, survey, clock, cancel)).FirstOrDefault(one => one.Id == id) is { } found
            ? Writing.Ok(json => Write(json, found))
            : OjsError.NotFound($"The worker {id} was not heard of.");

    private static async Task<IResult> DirectAsync(
        string id, string? directive, OjsDirectory directory, CancellationToken cancel)
    {
        await directory.UpdateAsync(all => all.Directives.GetValueOrDefault(id) == directive
            ? all
            : all with
            {
                Directives = directive is null ? all.Directives.Remove(id) : all.Directives.SetItem(id, directive),
            }, cancel);

        return Writing.Ok(json =>
        {
            json.WriteString("id", id);
            json.WriteString("state", directive ?? "running");
            json.WriteString("directive", directive ?? "running");
        });
    }

    private static async Task<IReadOnlyList<Seen>> AllAsync(
        WorkerBook book, Survey survey, TimeProvider clock, CancellationToken cancel)
    {
        var active = await survey.FindAsync(new JobFilter(State: JobState.Active), 0, MostJobs, cancel);
        var busy = active.Found.Where(job => job.Worker is not null).ToLookup(job => job.Worker!, StringComparer.Ordinal);
        var heard = book.All().ToDictionary(one => one.Id, StringComparer.Ordinal);
        var seen = new List<Seen>();
        foreach (var id in heard.Keys.Union(busy.Select(one => one.Key)).Order(StringComparer.Ordinal))
        {
            var one = heard.GetValueOrDefault(id);
            var state = await book.StateAsync(id, cancel);
            var isStale = one is not null && clock.GetUtcNow() - one.LastAt > WorkerBook.Silence;
            seen.Add(new Seen(id, isStale ? "stale" : state, one, [.. busy[id]]));
        }

        return seen;
    }

    private static void Write(Utf8JsonWriter json, Seen one)
    {
        json.WriteString("id", one.Id);
        json.WriteString("state", one.State);
        json.Texts("queues", one.Heard?.Queues ?? [.. one.Jobs.Select(job => job.Spec.Queue).Distinct()]);
        json.WriteNumber("active_jobs", one.Jobs.Length);
        json.At("started_at", one.Heard?.FirstAt);
        json.At("last_heartbeat_at", one.Heard?.LastAt);
    }

    /// <param name="Id">The worker's id.</param>
    /// <param name="State">running, quiet, terminate, draining or stale.</param>
    /// <param name="Heard">As this process heard it; none: another one did.</param>
    /// <param name="Jobs">The jobs it has.</param>
    private sealed record Seen(string Id, string State, Heard? Heard, ImmutableArray<OjsJob> Jobs);
}
