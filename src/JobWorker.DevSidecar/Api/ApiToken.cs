using System.Security.Cryptography;
using System.Text;

namespace JobWorker.DevSidecar.Api;

/// <summary>The secret that every request must carry in <c>dapr-api-token</c>.</summary>
/// <param name="value"><c>DAPR_API_TOKEN</c>; none or empty lets everybody in.</param>
internal sealed class ApiToken(string? value)
{
    private readonly byte[]? _value = string.IsNullOrEmpty(value) ? null : Encoding.UTF8.GetBytes(value);

    public bool Admits(IHeaderDictionary headers) =>
        _value is null
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(headers["dapr-api-token"].ToString()), _value);
}
