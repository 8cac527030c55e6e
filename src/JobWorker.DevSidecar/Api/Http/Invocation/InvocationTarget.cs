using System.Text;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Whom a request means, and what of its path is for them.</summary>
/// <param name="Id">An app-id with or without namespace, the name of an HTTPEndpoint, or an http or https address.</param>
/// <param name="Method">Escaped as it came, without a slash in front.</param>
internal sealed record InvocationTarget(string Id, string Method)
{
    public const string IdHeader = "dapr-app-id";
    private const string Basic = "Basic ";

    /// <summary>The target is an address and no name.</summary>
    public bool IsAddress =>
        Id.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || Id.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Named by the header, by the user of basic authentication, or by the path; none where by none of them.</summary>
    /// <param name="path">The raw segments.</param>
    /// <param name="headers">Of the request.</param>
    public static InvocationTarget? Find(IReadOnlyList<string> path, IHeaderDictionary headers)
    {
        var named = headers[IdHeader].ToString() is { Length: > 0 } id ? id : OfBasic(headers.Authorization.ToString());
        return named is not null ? new InvocationTarget(named, string.Join('/', path)) : OfPath(path);
    }

    /// <summary>The app-id that basic authentication names: its user must be <c>dapr-app-id</c>.</summary>
    public static string? OfBasic(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.Ordinal))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[Basic.Length..], bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':') is [IdHeader, { Length: > 0 } id]
                ? id
                : null;
    }

    /// <summary><c>v1.0/invoke/{id}/method/{method}</c>; the id may be an address whose <c>//</c> was cleaned away.</summary>
    private static InvocationTarget? OfPath(IReadOnlyList<string> path)
    {
        if (path.Count < 5 || path[0] != "v1.0" || path[1] != "invoke")
        {
            return null;
        }

        var at = 3;
        while (at < path.Count && path[at] != "method")
        {
            at++;
        }

        if (at >= path.Count - 1)
        {
            return null;
        }

        var id = path[2] is "http:" or "https:"
            ? $"{path[2]}//{string.Join('/', path.Skip(3).Take(at - 3))}"
            : string.Join('/', path.Skip(2).Take(at - 2));
        return new InvocationTarget(Uri.UnescapeDataString(id), string.Join('/', path.Skip(at + 1)));
    }
}
