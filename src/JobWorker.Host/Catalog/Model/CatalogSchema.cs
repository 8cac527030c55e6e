using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Model;

/// <summary>Tables of the read model, and entries as their rows. Times are UTC ticks.</summary>
/// <remarks>
/// The indexes hold all that a filter asks for, so that a page is found without touching rows that are not on it.
/// <c>settled</c>: the entry, as it is, stands on a page that will not be written again.
/// </remarks>
internal static class CatalogSchema
{
    public const string Tables = """
        create table if not exists meta(name text primary key, value text) without rowid;
        create table if not exists pages(name text primary key) without rowid;
        create table if not exists positions(writer text primary key, next integer not null) without rowid;
        create table if not exists jobs(
            id text primary key, version integer not null, fix integer not null, state integer not null, service text,
            namespace text, reason text, job_name text, attempt integer not null, created integer not null,
            created_known integer not null, updated integer not null, callback integer, settled integer not null) without rowid;
        create index if not exists by_time on jobs(created, id, state, service, namespace, reason);
        create index if not exists by_state on jobs(state, created, id, service, namespace, reason);
        create index if not exists by_service on jobs(service, created, id, state, namespace, reason);
        create index if not exists by_reason on jobs(reason, created, id, state, service, namespace) where reason is not null;
        create index if not exists by_dead on jobs(created, id, state, service, namespace, reason) where callback = 3;
        create index if not exists unsettled on jobs(id) where settled = 0;
        """;

    public const string Columns =
        "id, version, fix, state, service, namespace, reason, job_name, attempt, created, created_known, updated, callback";

    /// <summary>States nothing follows, as SQL.</summary>
    public static readonly string Final = string.Join(", ", ((JobState[])
        [JobState.None, JobState.Succeeded, JobState.Failed, JobState.Aborted, JobState.Rejected]).Select(s => (int)s));

    public static CatalogEntry Read(SqliteDataReader row) => new(
        row.GetString(0),
        (JobState)row.GetInt32(3),
        Text(row, 4),
        Text(row, 5),
        Text(row, 6),
        Text(row, 7),
        row.GetInt32(8),
        row.GetInt64(1),
        row.GetBoolean(10) ? Time(row, 9) : null,
        Time(row, 11),
        row.GetInt32(2),
        row.IsDBNull(12) ? null : (CallbackStanding)row.GetInt32(12));

    public static void Bind(SqliteCommand command, CatalogEntry entry)
    {
        var values = command.Parameters;
        values["$id"].Value = entry.Id;
        values["$version"].Value = entry.Version;
        values["$fix"].Value = entry.Fix;
        values["$state"].Value = (int)entry.State;
        values["$service"].Value = (object?)entry.Service ?? DBNull.Value;
        values["$namespace"].Value = (object?)entry.Namespace ?? DBNull.Value;
        values["$reason"].Value = (object?)entry.Reason ?? DBNull.Value;
        values["$job_name"].Value = (object?)entry.JobName ?? DBNull.Value;
        values["$attempt"].Value = entry.Attempt;
        values["$created"].Value = entry.ShownAt.UtcTicks;
        values["$created_known"].Value = entry.CreatedAt is null ? 0 : 1;
        values["$updated"].Value = entry.UpdatedAt.UtcTicks;
        values["$callback"].Value = entry.Callback is { } standing ? (int)standing : DBNull.Value;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(SqliteDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);
}
