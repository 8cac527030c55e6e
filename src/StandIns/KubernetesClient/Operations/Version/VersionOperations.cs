using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed class VersionOperations(ApiClient api) : IVersionOperations
{
    public Task<HttpOperationResponse<VersionInfo>> GetCodeWithHttpMessagesAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadAsync<VersionInfo>("version", default, customHeaders, cancellationToken);
}
