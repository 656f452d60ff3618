using Google.Protobuf;

namespace RoiApp.StandIns.Tests.Defaults.Telemetry;

/// <summary>A protobuf message as its fields' numbers and values, for asking what is on the wire without generated code.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    /// <exception cref="InvalidProtocolBufferException">The bytes are no protobuf message.</exception>
    public static WireMessage Parse(byte[] bytes)
    {
        var message = new WireMessage();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag && tag != 0)
        {
            message._fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var type => throw new InvalidDataException($"Wire type {type} is not used in OTLP."),
            }));
        }

        return message;
    }

    public IEnumerable<WireMessage> Messages(int number) => Values<byte[]>(number).Select(Parse);

    public string Text(int number) => Values<byte[]>(number).Select(System.Text.Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    public string Hex(int number) => Values<byte[]>(number).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    public ulong Number(int number) => Values<ulong>(number).FirstOrDefault();

    private IEnumerable<T> Values<T>(int number) => _fields.Where(field => field.Number == number).Select(field => (T)field.Value);
}
