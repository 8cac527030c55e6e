using System.Text.Json;
using Dapr.Actors.Wire;
using Dapr.Client.Http;

namespace Dapr.Actors.Client;

/// <summary>Calls the methods of one actor through the sidecar.</summary>
/// <param name="Sidecar">The way there.</param>
/// <param name="Json">How values become JSON.</param>
/// <param name="Id">Which actor.</param>
/// <param name="Type">Of which type.</param>
internal sealed record ActorCaller(Sidecar Sidecar, JsonSerializerOptions Json, ActorId Id, string Type)
{
    /// <summary>Calls a method and returns the bytes it answers.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="body">Its value as JSON; none when it takes none.</param>
    /// <param name="typed">Whether an exception shall be told.</param>
    /// <param name="cancel">Gives up waiting; the sidecar then cancels the call.</param>
    /// <exception cref="ActorMethodInvocationException">The method threw, and a typed call was told.</exception>
    /// <exception cref="DaprApiException">The sidecar refused, or the actor's host failed.</exception>
    public async Task<byte[]> CallAsync(string method, byte[]? body, bool typed, CancellationToken cancel)
    {
        var uri = new SidecarUri("/v1.0/actors").Segment(Type).Segment(Id.GetId()).Segment("method").Segment(method);
        var request = Sidecar.Request(HttpMethod.Put, uri, body is null ? null : JsonBody.Of(body));
        if (typed)
        {
            request.Headers.Add(ActorHeaders.Request, "json");
        }

        if (ReentrancyChain.Id is { } chain)
        {
            request.Headers.Add(ActorHeaders.Reentrancy, chain);
        }

        var answer = (await Sidecar.SendAsync(request, cancel)).Expected($"Calling {method} of {Type} '{Id}'");
        return answer.Header(ActorHeaders.Error) is null ? answer.Body : throw Fault(method, answer.Body);
    }

    /// <summary>Reads a method's answer; nothing at all is read as default.</summary>
    public T Read<T>(byte[] answer) => answer.Length == 0 ? default! : JsonSerializer.Deserialize<T>(answer, Json)!;

    private ActorMethodInvocationException Fault(string method, byte[] body)
    {
        var fault = JsonSerializer.Deserialize<ActorFault>(body, JsonSerializerOptions.Web);
        return new(
            $"{method} of {Type} '{Id}' threw {fault?.ExceptionType}: {fault?.Message}",
            new ActorInvokeException(fault?.ExceptionType, fault?.Message),
            isTransient: false);
    }
}
