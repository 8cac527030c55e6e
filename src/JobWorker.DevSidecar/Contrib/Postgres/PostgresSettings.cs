using System.Text.RegularExpressions;
using JobWorker.DevSidecar.Components;
using Npgsql;

namespace JobWorker.DevSidecar.Contrib.Postgres;

/// <summary>The fields of <c>state.postgresql</c>, version v1.</summary>
/// <param name="ConnectionString">As Npgsql takes it.</param>
/// <param name="Table">Default <c>state</c>; may name a schema before a dot.</param>
/// <param name="MetadataTable">Holds how far the layout has come; default <c>dapr_metadata</c>.</param>
/// <param name="CleanupInterval">Time between removals of expired rows; default 1 h, 0 and less is never.</param>
internal sealed partial record PostgresSettings(
    string ConnectionString, string Table, string MetadataTable, TimeSpan CleanupInterval)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <exception cref="ComponentException">A field is missing, malformed, or asks for what is not served.</exception>
    public static PostgresSettings From(ComponentSpec spec)
    {
        Refuse(spec, "version", spec.Version is not ("v1" or ""), $"'{spec.Version}' is not served; only the layout of v1 is");
        Refuse(spec, "useAzureAD", spec.Flag("useAzureAD"), "only a password or a certificate can be used here");
        Refuse(spec, "useAWSIAM", spec.Flag("useAWSIAM"), "only a password or a certificate can be used here");

        return new PostgresSettings(
            Connection(spec), Name(spec, "tableName", "state"), Name(spec, "metadataTableName", "dapr_metadata"),
            spec.Duration("cleanupInterval", TimeSpan.FromHours(1), Second));
    }

    private static string Connection(ComponentSpec spec)
    {
        var timeout = spec.Duration("timeout", spec.Duration("timeoutInSeconds", 20 * Second, Second), Second);
        Refuse(spec, "timeout", timeout < Second || timeout > TimeSpan.FromMinutes(10), "it must be from 1s to 10m");
        var builder = new NpgsqlConnectionStringBuilder
        {
            Timeout = (int)Math.Ceiling(timeout.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
            // Several sidecars share a server that by default takes a hundred connections.
            MaxPoolSize = Math.Max(4, Environment.ProcessorCount),
            // Looking for Kerberos would print a complaint on machines without its library.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        LibpqText.Read(spec, spec.Get("connectionString"), builder);
        foreach (var field in LibpqText.FieldsOfTheirOwn)
        {
            LibpqText.Set(spec, builder, field, spec.Get(field));
        }

        builder.MaxPoolSize = spec.Number("maxConns", builder.MaxPoolSize, 1, 10_000);
        Refuse(spec, "connectionString", string.IsNullOrEmpty(builder.Host), "it is required and must name a host");

        return builder.ConnectionString;
    }

    private static string Name(ComponentSpec spec, string field, string fallback)
    {
        var name = spec.Get(field, fallback);
        Refuse(spec, field, !TableName().IsMatch(name),
            $"'{name}' must be letters, digits and _, not beginning with a digit; a schema may stand before a dot");

        return name;
    }

    private static void Refuse(ComponentSpec spec, string field, bool wrong, string rule)
    {
        if (wrong)
        {
            throw spec.Wrong(field, rule);
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z")]
    private static partial Regex TableName();
}
