namespace Grokking.Training;

/// <summary>The number types that checkpoint files store; all are converted to float32 when read.</summary>
internal enum ElementType
{
    /// <summary>IEEE 754 single precision, kept bit for bit.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, rounded; beyond the range of float32 it becomes infinite.</summary>
    Float64,

    /// <summary>IEEE 754 half precision, converted exactly.</summary>
    Float16,

    /// <summary>The upper half of a float32, converted exactly.</summary>
    BFloat16,

    /// <summary>64-bit signed integer, rounded beyond 2²⁴.</summary>
    Int64,

    /// <summary>32-bit signed integer, rounded beyond 2²⁴.</summary>
    Int32,

    /// <summary>16-bit signed integer, converted exactly.</summary>
    Int16,

    /// <summary>8-bit signed integer, converted exactly.</summary>
    Int8,

    /// <summary>8-bit unsigned integer, converted exactly.</summary>
    UInt8,

    /// <summary>One byte, 0 for false: becomes 0 or 1.</summary>
    Bool,
}
