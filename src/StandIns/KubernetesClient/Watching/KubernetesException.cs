using k8s.Models;

namespace k8s;

/// <summary>The server reported an error inside a stream, such as 410 Expired in a watch.</summary>
public class KubernetesException : Exception
{
    /// <inheritdoc cref="KubernetesException"/>
    public KubernetesException()
    {
    }

    /// <inheritdoc cref="KubernetesException"/>
    public KubernetesException(V1Status status)
        : this(status, null)
    {
    }

    /// <inheritdoc cref="KubernetesException"/>
    public KubernetesException(V1Status status, Exception innerException)
        : base(status?.Message, innerException) => Status = status;

    /// <inheritdoc cref="KubernetesException"/>
    public KubernetesException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="KubernetesException"/>
    public KubernetesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the server said: code, reason, message. Null where the exception was made from a text.</summary>
    public V1Status Status { get; }
}
