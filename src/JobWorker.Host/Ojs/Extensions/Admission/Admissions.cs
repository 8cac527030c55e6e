using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Ojs.Extensions.Schemas;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Admission;

/// <summary>What is asked of jobs beyond their form: whose they are, and that arguments keep to their schema.</summary>
internal sealed class Admissions(SchemaRegistry schemas)
{
    /// <summary>Whose jobs a request enqueues or fetches.</summary>
    public const string TenantHeader = "X-OJS-Tenant";

    /// <summary>The tenant a request names; none: it names none.</summary>
    public static string? TenantOf(HttpRequest request) =>
        request.Headers[TenantHeader] is [{ Length: > 0 and <= JobMeta.LongestTenant } tenant] ? tenant : null;

    /// <summary>What is wrong with the header. Taking it for absent would show one tenant the jobs of all.</summary>
    public static OjsError? Refuse(HttpRequest request) =>
        request.Headers[TenantHeader] is [] or [{ Length: > 0 and <= JobMeta.LongestTenant }]
            ? null
            : OjsError.Invalid(TenantHeader, $"must be there once, with 1 to {JobMeta.LongestTenant} characters, or not at all");

    /// <summary>The jobs as they are to be enqueued, or why none is.</summary>
    /// <exception cref="Journals.JournalUnavailableException">A schema could not be read.</exception>
    public async Task<Admitted> AdmitAsync(HttpRequest request, ImmutableArray<JobRequest> jobs, CancellationToken cancel)
    {
        var header = TenantOf(request);
        var admitted = ImmutableArray.CreateBuilder<JobRequest>(jobs.Length);
        foreach (var (n, job) in jobs.Index())
        {
            var spec = WithTenant(job.Spec, header);
            if (await schemas.CheckAsync(spec, jobs.Length == 1 ? "args" : $"jobs[{n}].args", cancel) is { } refused)
            {
                return new Admitted([], refused);
            }

            admitted.Add(ReferenceEquals(spec, job.Spec) ? job : job with { Spec = spec });
        }

        return new Admitted(admitted.MoveToImmutable(), null);
    }

    /// <summary>A tenant of the header is written into the annotations, over what the client wrote there.</summary>
    private static JobSpec WithTenant(JobSpec spec, string? header)
    {
        if (header is null)
        {
            return spec;
        }

        var meta = spec.Meta is { } raw ? JsonNode.Parse(raw.Utf8.Span)!.AsObject() : [];
        meta[JobMeta.TenantMember] = header;

        return spec with { Tenant = header, Meta = new RawJson(JsonSerializer.SerializeToUtf8Bytes(meta, OjsJson.Options)) };
    }
}

/// <summary>What became of jobs at the door.</summary>
/// <param name="Requests">The jobs as they are to be enqueued.</param>
/// <param name="Refused">Why none is; none: they may come in.</param>
internal sealed record Admitted(ImmutableArray<JobRequest> Requests, OjsError? Refused);
