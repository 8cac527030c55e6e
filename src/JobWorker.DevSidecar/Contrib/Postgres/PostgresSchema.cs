using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace JobWorker.DevSidecar.Contrib.Postgres;

/// <summary>Makes the tables as Dapr lays them out, so that either can take over from the other.</summary>
internal static class PostgresSchema
{
    /// <summary>Steps of Dapr's layout: the table, then its <c>expiredate</c>.</summary>
    private const int Level = 2;

    /// <summary>Any number that nothing else locks: sidecars that start together make the tables one after another.</summary>
    private const long StartLock = 0x4A6F_6257_6F72_6B72;

    /// <exception cref="NpgsqlException">The server cannot be reached, refuses, or has another table of that name.</exception>
    public static async Task CreateAsync(NpgsqlDataSource database, PostgresSettings settings, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({StartLock})", cancel);
        await ExecuteAsync(connection, $"""
            CREATE TABLE IF NOT EXISTS {settings.MetadataTable} (key text NOT NULL PRIMARY KEY, value text NOT NULL);
            CREATE TABLE IF NOT EXISTS {settings.Table} (
              key text NOT NULL PRIMARY KEY,
              value jsonb NOT NULL,
              isbinary boolean NOT NULL,
              insertdate timestamp with time zone NOT NULL DEFAULT now(),
              updatedate timestamp with time zone NULL);
            ALTER TABLE {settings.Table} ADD COLUMN IF NOT EXISTS expiredate timestamp with time zone;
            INSERT INTO {settings.MetadataTable} AS old (key, value) VALUES ('migrations', '{Level}')
              ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE old.value::int < {Level};
            """, cancel);
        await ExecuteAsync(connection, $"""
            SELECT key, value || '1'::jsonb, isbinary, insertdate, updatedate, expiredate FROM {settings.Table} LIMIT 0
            """, cancel);
        await transaction.CommitAsync(cancel);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Only the tables' names are put into the text, and they are checked.")]
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
