using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;
using Npgsql;
using NpgsqlTypes;

namespace JobWorker.DevSidecar.Contrib.Postgres;

/// <summary>The statements of one table. Rows past their time, by the server's clock, count as absent everywhere.</summary>
/// <remarks>
/// JSON is kept as <c>jsonb</c>, which forgets its spaces, the order of members and all but the last of equal names, and
/// refuses U+0000. Anything else is kept in base64 with <c>isbinary</c> set. The ETag is <c>xmin</c>, the writing transaction.
/// </remarks>
/// <param name="name">A checked identifier.</param>
internal sealed class PostgresTable(string name)
{
    private const string Alive = "(expiredate IS NULL OR expiredate > CURRENT_TIMESTAMP)";
    private const string Expires = "CURRENT_TIMESTAMP + make_interval(secs => @ttl)";

    public async Task<StateItem?> GetAsync(NpgsqlConnection connection, string key, CancellationToken cancel)
    {
        await using var command = Command(
            connection, $"SELECT value, isbinary, xmin::text, expiredate FROM {name} WHERE key = @key AND {Alive}");
        command.Parameters.AddWithValue("key", key);
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            return null;
        }

        var value = row.GetFieldValue<byte[]>(0);

        return new StateItem(
            row.GetBoolean(1) ? Convert.FromBase64String(Unquoted(value)) : value, row.GetString(2),
            await row.IsDBNullAsync(3, cancel) ? null : new DateTimeOffset(row.GetDateTime(3)));
    }

    /// <exception cref="ETagMismatchException">The value has another ETag or is gone.</exception>
    /// <exception cref="InvalidETagException">The ETag is no transaction number.</exception>
    /// <exception cref="StateWriteException">A create-only write found a value.</exception>
    public async Task ApplyAsync(NpgsqlConnection connection, StateOperation operation, CancellationToken cancel)
    {
        await using var command = Command(connection, operation is StateSet write ? SetSql(write) : DeleteSql(operation));
        command.Parameters.AddWithValue("key", operation.Key);
        if (HasETag(operation))
        {
            command.Parameters.Add(new NpgsqlParameter("etag", NpgsqlDbType.Xid) { Value = ETag(operation) });
        }

        if (operation is StateSet set)
        {
            AddValue(command.Parameters, set);
        }

        if (await command.ExecuteNonQueryAsync(cancel) == 0 && (operation is StateSet || HasETag(operation)))
        {
            throw HasETag(operation)
                ? new ETagMismatchException($"'{operation.Key}' does not have the ETag '{operation.ETag}'.")
                : new StateWriteException($"'{operation.Key}' exists already, and first-write was asked for.");
        }
    }

    public async Task RemoveExpiredAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, $"DELETE FROM {name} WHERE expiredate <= CURRENT_TIMESTAMP");
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static void AddValue(NpgsqlParameterCollection parameters, StateSet set)
    {
        var isJson = JsonSlice.IsJson(set.Value.Span);
        object ttl = set.TtlInSeconds is > 0 and var seconds ? (double)seconds : DBNull.Value;
        object value = isJson ? set.Value.ToArray() : Quoted(set.Value);
        parameters.Add(new NpgsqlParameter("value", NpgsqlDbType.Jsonb) { Value = value });
        parameters.AddWithValue("isbinary", !isJson);
        parameters.Add(new NpgsqlParameter("ttl", NpgsqlDbType.Double) { Value = ttl });
    }

    private string SetSql(StateSet set) => HasETag(set)
        ? $"""
           UPDATE {name} SET value = @value, isbinary = @isbinary, updatedate = CURRENT_TIMESTAMP, expiredate = {Expires}
           WHERE key = @key AND xmin = @etag AND {Alive}
           """
        : $"""
           INSERT INTO {name} AS old (key, value, isbinary, expiredate) VALUES (@key, @value, @isbinary, {Expires})
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, isbinary = excluded.isbinary,
             updatedate = CURRENT_TIMESTAMP, expiredate = excluded.expiredate
           {(set.FirstWrite ? "WHERE old.expiredate <= CURRENT_TIMESTAMP" : "")}
           """;

    private string DeleteSql(StateOperation delete) =>
        $"DELETE FROM {name} WHERE key = @key{(HasETag(delete) ? $" AND xmin = @etag AND {Alive}" : "")}";

    private static bool HasETag(StateOperation operation) => !string.IsNullOrEmpty(operation.ETag);

    private static uint ETag(StateOperation operation) =>
        uint.TryParse(operation.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag)
            ? etag
            : throw new InvalidETagException($"The ETag '{operation.ETag}' of '{operation.Key}' is no number; this store's are.");

    private static string Quoted(ReadOnlyMemory<byte> value) => $"\"{Convert.ToBase64String(value.Span)}\"";

    private static string Unquoted(byte[] json) => Encoding.ASCII.GetString(json).Trim('"');

    [SuppressMessage("Security", "CA2100", Justification = "Only the table's name is put into the text, and it is checked.")]
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection);
}
