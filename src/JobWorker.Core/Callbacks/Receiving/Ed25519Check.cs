using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace JobWorker.Core.Callbacks.Receiving;

/// <summary>Checks signatures of Ed25519 (RFC 8032, section 5.1.7), which .NET has not, with nothing but arithmetic.</summary>
/// <remarks>
/// It takes some milliseconds, and no secret has a part in it that the time could give away. It runs wherever a receiver's log
/// is, with or without OpenSSL; who signs uses OpenSSL.
/// </remarks>
public static class Ed25519Check
{
    /// <summary>Bytes of a public key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    private static readonly BigInteger D = Modulo(-121_665 * Inverse(121_666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = Point.Decode(Encoded(Modulo(4 * Inverse(5)), isOdd: false))!;

    /// <summary>Whether 32 bytes are a public key: a point of the curve.</summary>
    public static bool IsKey(ReadOnlySpan<byte> key) => key.Length == KeyLength && Point.Decode(key) is not null;

    /// <summary>
    /// Whether <paramref name="signature"/> is one of <paramref name="message"/> by the key; false for what is no key.
    /// </summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="message">The exact bytes that were signed.</param>
    /// <param name="signature">64 bytes; any other length is wrong.</param>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength || key.Length != KeyLength || Point.Decode(key) is not { } signer)
        {
            return false;
        }

        var r = signature[..KeyLength];
        var s = new BigInteger(signature[KeyLength..], isUnsigned: true);
        var k = new BigInteger(SHA512.HashData([.. r, .. key, .. message]), isUnsigned: true) % Order;

        // A larger s would be a second signature of the same message, made without the key.
        return s < Order && Sum(s, Base, k, signer.Negated).Encode().AsSpan().SequenceEqual(r);
    }

    /// <summary><c>a·x + b·y</c>, doubling once for both.</summary>
    private static Point Sum(BigInteger a, Point x, BigInteger b, Point y)
    {
        var (sum, both) = (Point.Zero, x.Plus(y));
        for (var bit = (int)BigInteger.Max(a, b).GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Plus(sum);
            sum = (IsSet(a, bit), IsSet(b, bit)) switch
            {
                (true, true) => sum.Plus(both),
                (true, false) => sum.Plus(x),
                (false, true) => sum.Plus(y),
                _ => sum,
            };
        }

        return sum;
    }

    private static bool IsSet(BigInteger number, int bit) => !((number >> bit) & 1).IsZero;

    private static BigInteger Modulo(BigInteger number) => number % P is var rest && rest.Sign < 0 ? rest + P : rest;

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(number, P - 2, P);

    private static byte[] Encoded(BigInteger y, bool isOdd)
    {
        var bytes = new byte[KeyLength];
        y.TryWriteBytes(bytes, out _, isUnsigned: true);
        bytes[^1] |= (byte)(isOdd ? 0x80 : 0);

        return bytes;
    }

    /// <summary>A point in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static readonly Point Zero = new(0, 1, 1, 0);

        public Point Negated => this with { X = Modulo(-X), T = Modulo(-T) };

        /// <summary>The point that 32 bytes name; none where there is none.</summary>
        public static Point? Decode(ReadOnlySpan<byte> bytes)
        {
            var isOdd = bytes[^1] >> 7 != 0;
            var y = new BigInteger([.. bytes[..^1], (byte)(bytes[^1] & 0x7f)], isUnsigned: true);
            if (y >= P)
            {
                return null;
            }

            var (u, v) = (Modulo((y * y) - 1), Modulo((D * y * y) + 1));
            var square = Modulo(u * Inverse(v));
            var x = BigInteger.ModPow(square, (P + 3) / 8, P);
            if (Modulo(x * x) != square)
            {
                x = Modulo(x * RootOfMinusOne);
            }

            if (Modulo(x * x) != square || (x.IsZero && isOdd))
            {
                return null;
            }

            x = !x.IsEven == isOdd ? x : P - x;

            return new Point(x, y, 1, Modulo(x * y));
        }

        public byte[] Encode()
        {
            var inverse = Inverse(Z);

            return Encoded(Modulo(Y * inverse), !Modulo(X * inverse).IsEven);
        }

        /// <summary>The sum, also of a point with itself.</summary>
        public Point Plus(Point other)
        {
            var a = Modulo((Y - X) * (other.Y - other.X));
            var b = Modulo((Y + X) * (other.Y + other.X));
            var c = Modulo(2 * T * D * other.T);
            var d = Modulo(2 * Z * other.Z);
            var (e, f, g, h) = (b - a, d - c, d + c, b + a);

            return new Point(Modulo(e * f), Modulo(g * h), Modulo(f * g), Modulo(e * h));
        }
    }
}
