using System.Text.RegularExpressions;
using JobWorker.DevSidecar.Components;
using Microsoft.Data.Sqlite;

namespace JobWorker.DevSidecar.Contrib.Sqlite;

/// <summary>The fields of <c>state.sqlite</c>.</summary>
/// <param name="ConnectionString">As Microsoft.Data.Sqlite takes it.</param>
/// <param name="InMemory">Nothing is kept beyond the process.</param>
/// <param name="Wal">Write-ahead log, so that readers do not wait for a writer; off with <c>disableWAL</c>.</param>
/// <param name="BusyTimeout">How long a write waits for another process; default 2 s.</param>
/// <param name="Table">Default <c>state</c>.</param>
/// <param name="CleanupInterval">Time between removals of expired rows; default 0, never.</param>
internal sealed partial record SqliteSettings(
    string ConnectionString, bool InMemory, bool Wal, TimeSpan BusyTimeout, string Table, TimeSpan CleanupInterval)
{
    /// <exception cref="ComponentException">A field is missing or malformed.</exception>
    public static SqliteSettings From(ComponentSpec spec)
    {
        var builder = Parse(spec);
        var inMemory = builder.DataSource.Contains(":memory:", StringComparison.Ordinal) || builder.Mode == SqliteOpenMode.Memory;
        var busy = spec.Duration("busyTimeout", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1));
        builder.DefaultTimeout = Math.Max(1, (int)Math.Ceiling(busy.TotalSeconds));
        var table = spec.Get("tableName", "state");

        return TableName().IsMatch(table)
            ? new SqliteSettings(
                builder.ToString(), inMemory, !inMemory && !spec.Flag("disableWAL"), busy, table,
                spec.Duration("cleanupInterval", TimeSpan.Zero, TimeSpan.FromSeconds(1)))
            : throw spec.Wrong("tableName", $"'{table}' must be letters, digits and _, not beginning with a digit");
    }

    /// <summary>A path, <c>:memory:</c>, a <c>file:</c> URI, or <c>Data Source=…</c>.</summary>
    private static SqliteConnectionStringBuilder Parse(ComponentSpec spec)
    {
        var text = spec.Get("connectionString", spec.Get("url"));
        if (text.Length == 0)
        {
            throw spec.Wrong("connectionString", "it is required: a path, or :memory:");
        }

        try
        {
            return text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)
                ? new SqliteConnectionStringBuilder(text)
                : new SqliteConnectionStringBuilder { DataSource = text };
        }
        catch (ArgumentException e)
        {
            throw spec.Wrong("connectionString", e.Message.TrimEnd('.'));
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex TableName();
}
