using System.Security.Cryptography;

namespace Grokking.Training;

/// <summary>Names a file's content, for provenance.</summary>
public static class FileHash
{
    /// <summary>SHA-256 of a file's bytes, lower-case hexadecimal.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Sha256(string path)
    {
        using var stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
