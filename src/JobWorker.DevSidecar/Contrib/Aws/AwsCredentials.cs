using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>Who calls AWS.</summary>
/// <param name="AccessKey">The id of the key.</param>
/// <param name="SecretKey">The key; never logged.</param>
/// <param name="SessionToken">Comes with temporary keys; empty otherwise.</param>
internal sealed record AwsCredentials(string AccessKey, string SecretKey, string SessionToken)
{
    /// <summary>
    /// From <c>accessKey</c>, <c>secretKey</c> and <c>sessionToken</c>, or else from the variables of AWS's own tools.
    /// </summary>
    /// <exception cref="ComponentException">There are none, or only half of them.</exception>
    public static AwsCredentials From(ComponentSpec spec, Func<string, string?> environment)
    {
        var (access, secret) = (spec.Get("accessKey"), spec.Get("secretKey"));
        if (access.Length > 0 && secret.Length > 0)
        {
            return new(access, secret, spec.Get("sessionToken"));
        }

        if (access.Length > 0 || secret.Length > 0)
        {
            throw new ComponentException("accessKey and secretKey: give both or neither.");
        }

        return environment("AWS_ACCESS_KEY_ID") is { Length: > 0 } id
            && environment("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } key
            ? new(id, key, environment("AWS_SESSION_TOKEN") ?? "")
            : throw new ComponentException(
                "accessKey and secretKey: must be given here or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => AccessKey;
}
