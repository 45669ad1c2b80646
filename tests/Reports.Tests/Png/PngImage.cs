using System.Buffers.Binary;
using System.IO.Compression;

namespace Grokking.Reports.Tests;

/// <summary>Reads as much of a PNG as the tests ask about: eight bits a channel, not interlaced.</summary>
internal sealed class PngImage
{
    public PngImage(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], file[..8]);
        using var packed = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var kind = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            var body = file.AsSpan(at + 8, length);
            if (kind == "IHDR")
            {
                (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                Assert.Equal(8, body[8]);
                Channels = body[9] switch { 2 => 3, 6 => 4, _ => throw new InvalidDataException($"colour type {body[9]}") };
            }
            else if (kind == "IDAT")
            {
                packed.Write(body);
            }
            at += length + 12;
        }
        packed.Position = 0;
        Pixels = Unfilter(packed);
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    /// <summary>All channels, row-major [Height, Width, Channels].</summary>
    public byte[] Pixels { get; }

    /// <summary>Number of distinct colours.</summary>
    public int Colours() =>
        Enumerable.Range(0, Width * Height)
            .Select(i => (Pixels[i * Channels], Pixels[i * Channels + 1], Pixels[i * Channels + 2])).Distinct().Count();

    private byte[] Unfilter(Stream packed)
    {
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        var stride = Width * Channels;
        var pixels = new byte[Height * stride];
        for (var row = 0; row < Height; row++)
        {
            var filter = zlib.ReadByte();
            var line = pixels.AsSpan(row * stride, stride);
            zlib.ReadExactly(line);
            var above = row == 0 ? new byte[stride] : pixels.AsSpan((row - 1) * stride, stride).ToArray();
            for (var i = 0; i < stride; i++)
            {
                int left = i < Channels ? 0 : line[i - Channels], corner = i < Channels ? 0 : above[i - Channels];
                line[i] += (byte)(filter switch
                {
                    1 => left, 2 => above[i], 3 => (left + above[i]) / 2, 4 => Paeth(left, above[i], corner), _ => 0,
                });
            }
        }
        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
