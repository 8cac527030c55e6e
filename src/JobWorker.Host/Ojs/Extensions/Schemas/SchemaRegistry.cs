using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Core.Ojs.Schemas;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Extensions.Schemas;

/// <summary>Registers schemas and holds arguments against them. A registered version never changes.</summary>
internal sealed class SchemaRegistry(
    SchemaCatalog catalog, IStateSlots slots, OjsDirectory directory, TimeProvider clock, IOptions<JournalOptions> options)
{
    /// <summary>Bytes of a schema.</summary>
    public const int Longest = 128 * 1024;

    private const int Remembered = 1_000;

    private readonly ConcurrentDictionary<string, JsonSchema> _read = new(StringComparer.Ordinal);

    /// <summary>Everything that is registered.</summary>
    public async Task<SchemaDocument> AllAsync(CancellationToken cancel) => await catalog.ReadAsync(cancel);

    /// <summary>Registers a schema.</summary>
    /// <returns>The entry and whether it is new; an error where it is refused, or another schema has its name.</returns>
    public async Task<(SchemaEntry? Entry, bool IsNew, OjsError? Wrong)> RegisterAsync(
        string uri, string? type, string version, RawJson schema, CancellationToken cancel)
    {
        if (JsonSchema.Parse(schema.ToElement()) is { Schema: null, Problems: [var first, ..] problems })
        {
            return (null, false, Refused(first, problems));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(schema.Utf8.Span));
        await directory.CurrentAsync(cancel);
        var key = Key(hash);
        if (await slots.GetAsync(key, cancel) is null && !await slots.TryPutAsync(key, schema.Utf8, null, keep: null, cancel)
            && await slots.GetAsync(key, cancel) is null)
        {
            throw new JournalUnavailableException($"{key} could not be written.");
        }

        var isNew = false;
        var entry = new SchemaEntry(uri, type, version, hash, clock.GetUtcNow());
        var now = await catalog.UpdateAsync(all =>
        {
            isNew = !all.Schemas.ContainsKey(uri);

            return isNew ? all with { Schemas = all.Schemas.Add(uri, entry) } : all;
        }, cancel);
        var there = now.Schemas[uri];

        return there.Hash == hash
            ? (there, isNew, null)
            : (null, false, OjsError.Conflict($"{uri} is registered with another schema; register a new version."));
    }

    /// <summary>What a registered schema says.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer, or has lost it.</exception>
    public async Task<RawJson> TextAsync(SchemaEntry entry, CancellationToken cancel) =>
        await slots.GetAsync(Key(entry.Hash), cancel) is { } slot
            ? new RawJson(slot.Value)
            : throw new JournalUnavailableException($"The schema {entry.Uri} is registered and not stored.");

    /// <summary>Takes a schema from the list; jobs that name it are no longer held against it.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> RemoveAsync(string uri, CancellationToken cancel)
    {
        var was = false;
        await catalog.UpdateAsync(all =>
        {
            was = all.Schemas.ContainsKey(uri);

            return was ? all with { Schemas = all.Schemas.Remove(uri) } : all;
        }, cancel);

        return was;
    }

    /// <summary>Holds a job's arguments against the schema it names, or, where it asks to be checked, that of its type.</summary>
    /// <returns>What is wrong; none: nothing, or nobody asked.</returns>
    public async Task<OjsError?> CheckAsync(JobSpec spec, string path, CancellationToken cancel)
    {
        var demanded = Demands(spec);
        if (spec.Schema is null && !demanded)
        {
            return null;
        }

        var all = await catalog.CurrentAsync(cancel);
        var entry = spec.Schema is { } uri ? all.Schemas.GetValueOrDefault(uri) : Latest(all, spec);
        if (entry is null)
        {
            // A schema that is not registered here may be known to the workers; who demands a check gets none without one.
            return demanded
                ? new OjsError(422, "validation_error", $"{spec.Schema ?? spec.Type} has no registered schema.", "Register one.")
                : null;
        }

        var problems = (await ReadAsync(entry, cancel)).Check(spec.Args.ToElement(), path);

        return problems.IsEmpty ? null : OjsError.Of([.. problems.Select(problem => new Problem(
            ProblemKind.SchemaValidation, problem.Path, $"{problem.Path} {problem.Rule}", $"Keep to {entry.Uri}."))]);
    }

    private static OjsError Refused(SchemaProblem first, ImmutableArray<SchemaProblem> problems) =>
        new(400, "schema_validation", $"schema{first.Path} {first.Rule}", "Leave out what is not supported, or correct it.")
        {
            Problems = [.. problems.Select(problem => new Problem(
                ProblemKind.SchemaValidation, "schema" + problem.Path, $"schema{problem.Path} {problem.Rule}", ""))],
        };

    private static SchemaEntry? Latest(SchemaDocument all, JobSpec spec)
    {
        var version = spec.Extra is { } extra && extra.ToElement().TryGetProperty("version", out var said)
            ? said.ToString()
            : null;

        return all.Of(spec.Type).LastOrDefault(entry => version is null || entry.Version == version);
    }

    private static bool Demands(JobSpec spec) =>
        spec.Meta is { } meta && meta.Utf8.Span.IndexOf("ojs_validate"u8) >= 0
        && meta.ToElement().TryGetProperty("ojs_validate", out var said) && said.ValueKind is JsonValueKind.True;

    private async Task<JsonSchema> ReadAsync(SchemaEntry entry, CancellationToken cancel)
    {
        if (_read.TryGetValue(entry.Hash, out var known))
        {
            return known;
        }

        if (_read.Count >= Remembered)
        {
            _read.Clear();
        }

        return _read[entry.Hash] = JsonSchema.Parse((await TextAsync(entry, cancel)).ToElement()).Schema
            ?? throw new InvalidOperationException($"The schema {entry.Uri} was understood once.");
    }

    private string Key(string hash) => string.Create(
        CultureInfo.InvariantCulture, $"{options.Value.KeyPrefix}ojs-{directory.Generation}-schema-{hash}");
}
