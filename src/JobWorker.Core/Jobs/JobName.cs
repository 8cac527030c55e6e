using System.Globalization;
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
    /// <param name="attempt">From 1; a later attempt hashes its number along with the id, after a line feed, which no id
    /// has.</param>
    public static string Of(string prefix, string id, int namesTaken, int attempt = 1)
    {
        var text = attempt == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}\n{attempt}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        return $"{prefix}-{hash.AsSpan(8 * namesTaken, 8)}";
    }
}
