namespace JobWorker.DevSidecar.Hosting;

/// <summary>Somebody else listens at the port this sidecar was told to use.</summary>
internal sealed class PortInUseException(string address, int port, string flag, Exception inner) : Exception(
    $"Port {port} on {address} is already in use. To see by whom: ss -ltnp 'sport = :{port}'. "
    + $"Choose another with {flag}.", inner);
