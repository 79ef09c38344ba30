namespace BuildCompress.Selection;

/// <summary>
/// The papers' OR-rule of a residual addition: a channel of the sum may be kept when the branch or the shortcut produces it, and a channel the
/// branch produces is kept: <c>u_j &lt;= v_j &lt;= u_j + s_(j - Offset)</c>.
/// </summary>
/// <remarks>
/// A group is the sum of at most one rule, the branch of at most one and the source of at most one, so that rules form chains: the residual
/// streams. Streams whose groups are tied need no rules: there the channels are one group.
/// </remarks>
/// <param name="Sum">Group v: the stream after the addition, as the next layers consume it.</param>
/// <param name="Branch">Group u, of the sum's size: what the block's last convolution produces.</param>
/// <param name="Source">
/// Group s: the stream before the block. Channels that the shortcut pads with zeros need the branch: there <c>v_j = u_j</c>. Null when the
/// shortcut is a projection outside the problem, which can produce every channel: then only <c>u_j &lt;= v_j</c>.
/// </param>
/// <param name="Offset">Channel of the sum that the source's channel 0 lands on: 0, or the padding in front of it.</param>
public sealed record ResidualRule(int Sum, int Branch, int? Source, int Offset = 0);
