using System.Diagnostics;
using System.Text.Json;
using JobWorker.Testing.Emulators;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>A webhook as it came, and the key that should prove it.</summary>
/// <param name="Secret">A secret (<c>whsec_</c>) or a public key (<c>whpk_</c>).</param>
/// <param name="Headers">By their names in lower case.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Proof(string Secret, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>For each, which of the libraries that receivers use take it.</summary>
    public static async Task<IReadOnlyList<Dictionary<string, bool>>> VerifyAsync(IEnumerable<Proof> proofs)
    {
        using var node = Process.Start(new ProcessStartInfo(EmulatorPackages.Node!, ["verify-webhooks.js"])
        {
            WorkingDirectory = EmulatorPackages.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(proofs, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        var answer = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        return JsonSerializer.Deserialize<List<Dictionary<string, bool>>>(answer)!;
    }
}
