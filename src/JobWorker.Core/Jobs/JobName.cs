using System.Security.Cryptography;
using System.Text;

namespace JobWorker.Core.Jobs;

/// <summary>The name of a job's Kubernetes Job: a function of the message id, so that creating it twice is one Job.</summary>
public static class JobName
{
    /// <summary>Names there are to try before giving up.</summary>
    public const int Tries = 4;

    /// <summary><c>{prefix}-{8 hex digits of SHA-256(id)}</c>; each name taken by someone else moves on by 8 digits.</summary>
    /// <param name="prefix">The request's prefix.</param>
    /// <param name="id">The message id.</param>
    /// <param name="namesTaken">0 to 3.</param>
    public static string Of(string prefix, string id, int namesTaken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

        return $"{prefix}-{hash.AsSpan(8 * namesTaken, 8)}";
    }
}
