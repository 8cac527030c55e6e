using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Controllers.Jobs;

/// <summary>The next status of a Job, begun as a clone of the present one.</summary>
internal sealed class JobStatus(JsonObject job, DateTimeOffset now)
{
    private readonly JsonObject status = job.Map("status")?.Clone() ?? [];

    public DateTimeOffset? StartTime => status.Time("startTime");

    /// <summary>Sets a condition to <c>True</c>. False: it was so before.</summary>
    public bool Set(string type, JobNews news)
    {
        var conditions = status.Items("conditions").Where(c => c.Text("type") == type);
        if (conditions.Any(c => c.Text("status") == "True"))
        {
            return false;
        }

        Put(type, "True", news.Reason, news.Message);
        return true;
    }

    /// <summary>Starts the Job's clock, and takes back a suspension.</summary>
    public void Resume()
    {
        status.Default("startTime", now.ToTime());
        if (status.Items("conditions").Any(c => c.Text("type") == "Suspended" && c.Text("status") == "True"))
        {
            Put("Suspended", "False", "JobResumed", "Job resumed");
            status["startTime"] = now.ToTime();
        }
    }

    public void ClearStart() => status.Remove("startTime");

    public void SetCompletionTime() => status["completionTime"] = now.ToTime();

    /// <summary>The status, with the pods counted as they will be once the plan is carried out.</summary>
    public JsonObject Counting(JobTally tally, int started = 0, int ended = 0)
    {
        Count("active", tally.Active.Count() + started - ended);
        Count("succeeded", tally.Succeeded);
        Count("failed", tally.Failed);
        status["ready"] = ended > 0 ? 0 : tally.Ready;
        status["terminating"] = tally.Terminating.Count() + ended;
        status["uncountedTerminatedPods"] = new JsonObject();
        return status;
    }

    private void Count(string name, int value)
    {
        status.Remove(name);
        if (value > 0)
        {
            status[name] = value;
        }
    }

    private void Put(string type, string value, string reason, string message)
    {
        var others = status.Items("conditions").Where(c => c.Text("type") != type).Select(c => (JsonNode)c.Clone());
        status["conditions"] = others.Append(new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastProbeTime"] = now.ToTime(),
            ["lastTransitionTime"] = now.ToTime(),
            ["reason"] = reason,
            ["message"] = message,
        }).ToJson();
    }
}
