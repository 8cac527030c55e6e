using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace JobWorker.Host.Callbacks.Signing;

/// <summary>
/// A private key of Ed25519 (RFC 8032), which .NET has not: OpenSSL 3 does it, the library .NET's own cryptography rests on in Linux.
/// </summary>
internal sealed class Ed25519
{
    /// <summary>Bytes of a private key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    private const string Library = "libcrypto.so.3";
    private const int Type = 1087;

    private readonly Pair _pair;

    /// <param name="key">32 bytes, RFC 8032's seed.</param>
    /// <exception cref="CryptographicException">OpenSSL does not take it.</exception>
    public Ed25519(byte[] key)
    {
        // Once and for all: the public key is worked out here, which takes as long as a signature.
        _pair = EVP_PKEY_new_raw_private_key(Type, 0, key, KeyLength);
        if (_pair.IsInvalid)
        {
            throw new CryptographicException("OpenSSL refused the key.");
        }
    }

    /// <summary>Whether there is an OpenSSL 3 on this machine.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>The 64 bytes of the signature. Several may sign at once.</summary>
    /// <exception cref="CryptographicException">OpenSSL does not sign.</exception>
    public byte[] Sign(byte[] message)
    {
        var signature = new byte[SignatureLength];
        var context = EVP_MD_CTX_new();
        try
        {
            nuint length = SignatureLength;
            var isSigned = context != 0
                && EVP_DigestSignInit(context, 0, 0, 0, _pair) == 1
                && EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1;

            return isSigned ? signature : throw new CryptographicException("OpenSSL refused to sign.");
        }
        finally
        {
            EVP_MD_CTX_free(context);
        }
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code in the whole project, for six calls.
    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern Pair EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_PKEY_free(nint key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, Pair key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestSign(
        nint context, byte[] signature, ref nuint signatureLength, byte[] message, nuint messageLength);
#pragma warning restore SYSLIB1054

    private sealed class Pair() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);

            return true;
        }
    }
}
