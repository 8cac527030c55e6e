using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Node;

/// <summary>Where one container of a pod stands.</summary>
internal sealed class ContainerStatus(string name, string image)
{
    private JsonObject state = Waiting("ContainerCreating");
    private JsonObject last = [];
    private string? id;

    public int Restarts { get; private set; }

    /// <summary>None while it waits or runs.</summary>
    public int? ExitCode { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>Whether it was ever started, or tried to be.</summary>
    public bool WasTried => id is not null || ExitCode is not null;

    public void Wait(string reason, string? message = null)
    {
        if (ExitCode is not null)
        {
            last = state;
            ExitCode = null;
        }

        IsRunning = false;
        state = Waiting(reason, message);
    }

    public void Run(string containerId, DateTimeOffset now)
    {
        id = containerId;
        IsRunning = true;
        state = new() { ["running"] = new JsonObject { ["startedAt"] = now.ToTime() } };
    }

    public void Restart() => Restarts++;

    public void Terminate(int exitCode, string reason, string? message, DateTimeOffset started, DateTimeOffset now)
    {
        IsRunning = false;
        ExitCode = exitCode;
        var terminated = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = reason,
            ["startedAt"] = started.ToTime(),
            ["finishedAt"] = now.ToTime(),
            ["containerID"] = id,
        };
        if (message is not null)
        {
            terminated["message"] = message;
        }

        state = new() { ["terminated"] = terminated };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["imageID"] = "",
            ["ready"] = IsRunning,
            ["started"] = IsRunning,
            ["restartCount"] = Restarts,
            ["state"] = state.DeepClone(),
            ["lastState"] = last.DeepClone(),
        };
        if (id is not null)
        {
            json["containerID"] = id;
        }

        return json;
    }

    private static JsonObject Waiting(string reason, string? message = null)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
        {
            waiting["message"] = message;
        }

        return new() { ["waiting"] = waiting };
    }
}
