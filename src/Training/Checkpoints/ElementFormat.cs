namespace Grokking.Training;

/// <summary>How one number type is stored and called: the one table behind both checkpoint formats.</summary>
/// <param name="Type">The number type.</param>
/// <param name="Size">Bytes an element.</param>
/// <param name="Safetensors">Its <c>dtype</c> in a safetensors header.</param>
/// <param name="Torch">Its PyTorch dtype, without <c>torch.</c></param>
/// <param name="TorchStorage">The PyTorch storage class that holds it, without <c>torch.</c></param>
internal sealed record ElementFormat(ElementType Type, int Size, string Safetensors, string Torch, string TorchStorage)
{
    public static readonly ElementFormat[] All =
    [
        new(ElementType.Float32, 4, "F32", "float32", "FloatStorage"),
        new(ElementType.Float64, 8, "F64", "float64", "DoubleStorage"),
        new(ElementType.Float16, 2, "F16", "float16", "HalfStorage"),
        new(ElementType.BFloat16, 2, "BF16", "bfloat16", "BFloat16Storage"),
        new(ElementType.Int64, 8, "I64", "int64", "LongStorage"),
        new(ElementType.Int32, 4, "I32", "int32", "IntStorage"),
        new(ElementType.Int16, 2, "I16", "int16", "ShortStorage"),
        new(ElementType.Int8, 1, "I8", "int8", "CharStorage"),
        new(ElementType.UInt8, 1, "U8", "uint8", "ByteStorage"),
        new(ElementType.Bool, 1, "BOOL", "bool", "BoolStorage"),
    ];

    public static ElementFormat Of(ElementType type) => Array.Find(All, format => format.Type == type)!;
}
