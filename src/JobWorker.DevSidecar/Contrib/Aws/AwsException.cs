namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>A call of AWS failed. The message names the call, AWS's code and what AWS says about it.</summary>
/// <param name="call">Such as <c>sqs ReceiveMessage</c>.</param>
/// <param name="code">AWS's code, or <see cref="Unreachable"/>.</param>
/// <param name="reason">What AWS says.</param>
/// <param name="inner">The cause, where there was no answer.</param>
internal sealed class AwsException(string call, string code, string reason, Exception? inner = null)
    : Exception($"{call}: {code}: {reason}{Advice(code)}", inner)
{
    /// <summary>The code of calls without an answer.</summary>
    public const string Unreachable = "Unreachable";

    public string Code { get; } = code;

    /// <summary>AWS does not know the keys, or they may not do this.</summary>
    public bool IsRefused => Refusals.Contains(Code);

    private static readonly HashSet<string> Refusals =
    [
        "AccessDenied", "AccessDeniedException", "AuthFailure", "AuthorizationError", "ExpiredToken", "ExpiredTokenException",
        "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSecurity", "InvalidSignatureException",
        "MissingAuthenticationToken", "SignatureDoesNotMatch", "UnrecognizedClientException",
    ];

    private static string Advice(string code) => Refusals.Contains(code)
        ? " Check accessKey, secretKey and sessionToken (or AWS_ACCESS_KEY_ID and its fellows), the region, "
            + "and what the key may do."
        : "";
}
