import { useEffect, useRef } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';

interface MoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onMore(): void;
}

/** Below a list: reads the next page when it comes into sight, or is pressed. */
export function More({ hasMore, isLoading, onMore }: MoreProps) {
  const place = useRef<HTMLDivElement>(null);
  const texts = useTexts().common;
  useEffect(() => {
    const element = place.current;
    if (!element || !hasMore || isLoading) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), {
      rootMargin: '600px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isLoading, onMore]);
  if (!hasMore) return null;
  return (
    <div ref={place} className="more">
      <Button isPending={isLoading} onPress={onMore}>
        {texts.more}
      </Button>
    </div>
  );
}
