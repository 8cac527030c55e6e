using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime.Internal.Auth;

namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>Signs requests: AWS Signature Version 4, over all the headers that say anything.</summary>
internal sealed class AwsSigner(AwsSettings settings, TimeProvider clock)
{
    /// <summary>Adds the date, the session token where there is one, and the signature.</summary>
    /// <param name="request">Without query; its headers are complete but for those added here.</param>
    /// <param name="body">What will be sent.</param>
    /// <param name="service">As in the credential scope, such as <c>sqs</c>.</param>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, string service)
    {
        var (now, credentials) = (clock.GetUtcNow().UtcDateTime, settings.Credentials);
        Add(request, "X-Amz-Date", now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        if (credentials.SessionToken.Length > 0)
        {
            Add(request, "X-Amz-Security-Token", credentials.SessionToken);
        }

        var headers = Canonical(request);
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', [
            request.Method.Method, request.RequestUri!.AbsolutePath, "",
            .. headers.Select(header => $"{header.Key}:{header.Value}"), "",
            names, Convert.ToHexStringLower(SHA256.HashData(body))]);
        var signature = AWS4Signer.ComputeSignature(
            credentials.AccessKey, credentials.SecretKey, settings.Region, now, service, names, canonical);
        Add(request, "Authorization", signature.ForAuthorizationHeader);
    }

    private static SortedDictionary<string, string> Canonical(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority };
        var given = request.Content is { } content
            ? request.Headers.NonValidated.Concat(content.Headers.NonValidated)
            : request.Headers.NonValidated;
        foreach (var (name, values) in given)
        {
            var key = name.ToLowerInvariant();
            if (key == "content-type" || key.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                headers[key] = values.ToString().Trim();
            }
        }

        return headers;
    }

    private static void Add(HttpRequestMessage request, string name, string value) =>
        request.Headers.TryAddWithoutValidation(name, value);
}
