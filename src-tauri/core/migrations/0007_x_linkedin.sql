-- Signing in where what calls carry is over long before the sign-in is, and what an account subscribed to.

-- When the platform stops taking what calls carry, where that is before the sign-in itself is over (ends_at); what renews it
-- is good until then.
ALTER TABLE channel_token ADD COLUMN carried_until INTEGER;

-- What the account has on its platform: on X a subscription allows longer posts and videos. The smaller unless told.
ALTER TABLE channel ADD COLUMN tier TEXT NOT NULL DEFAULT 'basic' CHECK (tier IN ('basic', 'premium'));
