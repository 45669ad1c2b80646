using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>How many bits of float32 lanes a kernel works on at once.</summary>
internal enum SimdWidth
{
    /// <summary>One float at a time.</summary>
    Scalar,

    /// <summary>Four floats.</summary>
    Vector128,

    /// <summary>Eight floats.</summary>
    Vector256,

    /// <summary>Sixteen floats.</summary>
    Vector512,
}
