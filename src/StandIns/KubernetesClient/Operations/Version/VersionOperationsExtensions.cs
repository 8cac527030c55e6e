using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>The version of the server: the object itself as the answer.</summary>
public static class VersionOperationsExtensions
{
    /// <summary>Asks <c>/version</c>, which needs no rights.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<VersionInfo> GetCodeAsync(
        this IVersionOperations operations, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.GetCodeWithHttpMessagesAsync(null, cancellationToken);

        return answer.Body;
    }
}
