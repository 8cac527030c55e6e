using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>The version of the server.</summary>
public interface IVersionOperations
{
    /// <summary>Asks <c>/version</c>, which needs no rights.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<VersionInfo>> GetCodeWithHttpMessagesAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}
