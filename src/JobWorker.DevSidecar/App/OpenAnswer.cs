namespace JobWorker.DevSidecar.App;

/// <summary>An answer whose body is still to be read. While it is open it keeps its place among the calls to the app.</summary>
/// <param name="message">Status and headers are there.</param>
/// <param name="close">Gives the place back; none where there is none.</param>
internal sealed class OpenAnswer(HttpResponseMessage message, Action? close = null) : IDisposable
{
    public HttpResponseMessage Message => message;

    public void Dispose()
    {
        message.Dispose();
        close?.Invoke();
    }
}
