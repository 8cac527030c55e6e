namespace k8s.Exceptions;

/// <summary>A kubeconfig file says too little, or something this client cannot do.</summary>
internal sealed class KubeConfigException(string message, Exception inner = null) : Exception(message, inner);
