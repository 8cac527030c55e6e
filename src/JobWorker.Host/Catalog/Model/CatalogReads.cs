using System.Collections.Immutable;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Model;

/// <summary>Questions to the read model. Each has a connection of its own and sees one moment.</summary>
internal sealed class CatalogReads(string connectionString)
{
    /// <summary>Jobs that <paramref name="filter"/> means, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The list goes on from here; none: from the newest.</param>
    /// <param name="limit">At most so many.</param>
    public ImmutableArray<CatalogEntry> List(JobFilter filter, JobPlace? after, int limit)
    {
        var where = new Where(filter);
        if (after is not null)
        {
            where.And("(created, id) < ({0}, {1})", after.CreatedAt.UtcTicks, after.Id);
        }

        // Found in an index first, so that rows that are not on the page are never touched.
        return Query(
            $"""
            select {CatalogSchema.Columns} from jobs where id in (
                select id from jobs indexed by {IndexFor(filter)} where {where} order by created desc, id desc limit {limit})
            order by created desc, id desc
            """,
            where.Values);
    }

    /// <summary>How many jobs <paramref name="filter"/> means.</summary>
    public long Count(JobFilter filter)
    {
        var where = new Where(filter);
        using var connection = Open();
        using var command = Command(
            connection, $"select count(*) from jobs indexed by {IndexFor(filter)} where {where}", where.Values);

        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Jobs whose journals may be ahead of the log, by id: unfinished ones, and those never seen written.</summary>
    public ImmutableArray<CatalogEntry> Unsure(string after, int limit) => Query(
        $"""
        select {CatalogSchema.Columns} from jobs
        where id > $1 and (version = 0 or state not in ({CatalogSchema.Final})) order by id limit {limit}
        """,
        [after]);

    /// <summary>All jobs by id, those too whose journals are gone.</summary>
    public ImmutableArray<CatalogEntry> All(string after, int limit) =>
        Query($"select {CatalogSchema.Columns} from jobs where id > $1 order by id limit {limit}", [after]);

    private static string IndexFor(JobFilter filter) => filter switch
    {
        { Callback: CallbackStanding.Dead } => "by_dead",
        { Reason: not null } => "by_reason",
        { Service: not null } => "by_service",
        { State: [_] } => "by_state",
        _ => "by_time",
    };

    private ImmutableArray<CatalogEntry> Query(string sql, IReadOnlyList<object> values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        using var rows = command.ExecuteReader();
        var entries = ImmutableArray.CreateBuilder<CatalogEntry>();
        while (rows.Read())
        {
            entries.Add(CatalogSchema.Read(rows));
        }

        return entries.DrainToImmutable();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();

        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, IReadOnlyList<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }

    /// <summary>A condition under construction.</summary>
    private sealed class Where
    {
        private readonly List<string> _terms = [];

        public Where(JobFilter filter)
        {
            And(filter.State.IsEmpty
                ? $"state <> {(int)JobState.None}"
                : $"state in ({string.Join(", ", filter.State.Select(s => (int)s))})");
            Equal("service", filter.Service);
            Equal("namespace", filter.Namespace);
            Equal("reason", filter.Reason);
            if (filter.Callback is { } standing)
            {
                And($"callback = {(int)standing}");
            }

            if (filter.From is { } from)
            {
                And("created >= {0}", from.UtcTicks);
            }

            if (filter.To is { } to)
            {
                And("created < {0}", to.UtcTicks);
            }
        }

        public List<object> Values { get; } = [];

        public void And(string term, params object[] values)
        {
            var names = values.Select((_, i) => (object)$"${Values.Count + i + 1}").ToArray();
            Values.AddRange(values);
            _terms.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, term, names));
        }

        public override string ToString() => string.Join(" and ", _terms);

        private void Equal(string column, string? value)
        {
            if (value is not null)
            {
                And(column + " = {0}", value);
            }
        }
    }
}
