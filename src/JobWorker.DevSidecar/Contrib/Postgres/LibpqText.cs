using System.Text.RegularExpressions;
using JobWorker.DevSidecar.Components;
using Npgsql;

namespace JobWorker.DevSidecar.Contrib.Postgres;

/// <summary>
/// Connection strings as PostgreSQL's own library reads them, <c>host=db user=me password='a b'</c> or
/// <c>postgres://me:secret@db:5432/name?sslmode=require</c>, put into the words of Npgsql.
/// </summary>
internal static partial class LibpqText
{
    /// <summary>Settings that a component may give beside its connection string, and which then win.</summary>
    public static readonly string[] FieldsOfTheirOwn =
        ["host", "hostaddr", "port", "user", "password", "database", "sslRootCert"];

    /// <summary>Reads either form; an empty text sets nothing.</summary>
    /// <exception cref="ComponentException">The text is malformed or has a setting that is not served.</exception>
    public static void Read(ComponentSpec spec, string text, NpgsqlConnectionStringBuilder into)
    {
        if (text.Split("://", 2) is ["postgres" or "postgresql", _])
        {
            ReadUrl(spec, text, into);
            return;
        }

        var end = 0;
        foreach (Match pair in Pair().Matches(text))
        {
            RefuseUnless(spec, pair.Index == end);
            end = pair.Index + pair.Length;
            var value = pair.Groups["quoted"] is { Success: true } quoted ? quoted.Value : pair.Groups["plain"].Value;
            Set(spec, into, pair.Groups["name"].Value, Escaped().Replace(value, "$1"));
        }

        RefuseUnless(spec, end == text.Length);
    }

    /// <summary>Sets one thing by libpq's name for it; an empty value changes nothing.</summary>
    /// <exception cref="ComponentException">There is no such setting here, or the value cannot be one of its.</exception>
    public static void Set(ComponentSpec spec, NpgsqlConnectionStringBuilder into, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        try
        {
            into[Keyword(spec, name)] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw spec.Wrong("connectionString", $"{name} cannot have the value it has");
        }
    }

    private static string Keyword(ComponentSpec spec, string name) => name.ToUpperInvariant() switch
    {
        "HOST" or "HOSTADDR" => "Host",
        "PORT" => "Port",
        "USER" => "Username",
        "PASSWORD" => "Password",
        "DBNAME" or "DATABASE" => "Database",
        "SSLMODE" => "SSL Mode",
        "SSLROOTCERT" => "Root Certificate",
        "SSLCERT" => "SSL Certificate",
        "SSLKEY" => "SSL Key",
        "SSLPASSWORD" => "SSL Password",
        "CONNECT_TIMEOUT" => "Timeout",
        "APPLICATION_NAME" => "Application Name",
        "SEARCH_PATH" => "Search Path",
        "OPTIONS" => "Options",
        "POOL_MAX_CONNS" => "Maximum Pool Size",
        "POOL_MIN_CONNS" => "Minimum Pool Size",
        _ => throw spec.Wrong("connectionString", $"the setting '{name}' is not served"),
    };

    private static void ReadUrl(ComponentSpec spec, string text, NpgsqlConnectionStringBuilder into)
    {
        // Never part of a message: it may hold a password.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Contains(',', StringComparison.Ordinal))
        {
            throw spec.Wrong("connectionString", "it must be postgres://user:password@host:port/database with a single host");
        }

        var user = url.UserInfo.Split(':', 2);
        Set(spec, into, "host", url.Host);
        Set(spec, into, "port", url.Port > 0 ? $"{url.Port}" : "");
        Set(spec, into, "user", Uri.UnescapeDataString(user[0]));
        Set(spec, into, "password", user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        Set(spec, into, "dbname", Uri.UnescapeDataString(url.AbsolutePath.Trim('/')));
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, v) : (pair, "");
            Set(spec, into, Uri.UnescapeDataString(name), Uri.UnescapeDataString(value));
        }
    }

    private static void RefuseUnless(ComponentSpec spec, bool right)
    {
        if (!right)
        {
            throw spec.Wrong("connectionString", "it must be name=value pairs with spaces between them, or postgres://…");
        }
    }

    [GeneratedRegex("""\s*(?<name>\w+)\s*=\s*(?:'(?<quoted>(?:[^'\\]|\\.)*)'|(?<plain>(?:[^\s';\\]|\\.)*))(?:\s+|\z)""")]
    private static partial Regex Pair();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
